import { CORE_RULE_SET, CoreRule, KNOWN_BAD_INPUTS, KnownBadInputsRule, labelOf } from './managed-groups';
import { anchored, pathRegex, PATHS, WELL_KNOWN_REGEX } from './paths';
import { refuse } from './responses';
import { FirewallRule } from './rule';
import {
  and, bodyMatches, decodedPathMatches, headerMatches, labelled, methodIs, not, or, pathMatches, queryArgumentMatches, queryIsLongerThan, queryMatches,
  Statement,
} from './statements';
import { SERVER_CARD_PATH } from '../../contract/gateway/server-card';

/** Where clouds answer with credentials. */
const METADATA_SERVICES = '169\\.254\\.169\\.254|169\\.254\\.170\\.2|fd00:ec2::254|/latest/meta-data';

/** A URL whose host is an IP address in any notation, or the machine itself. */
const URL_OF_AN_ADDRESS = '^https?://([^/?#]*@)?(\\[|(localhost|(0x[0-9a-f]+|[0-9]+)(\\.(0x[0-9a-f]+|[0-9]+)){0,3})\\.?([:/?#]|$))';

const LONGEST_QUERY_BYTES = 6144;

/** Two million and more. */
const LARGE_CONTENT_LENGTH = '^0*([2-9][0-9]{6}|[0-9]{8,})$';

/** What the counted rules of AWS found is refused here, but not where MCP and OAuth need it; then what those rules do not look for. */
export function requestRules(stagePrefix: string, serverCard: boolean): FirewallRule[] {
  const regex = (paths: readonly string[]) => anchored(stagePrefix, paths.map(pathRegex));
  const at = (paths: readonly string[]) => pathMatches(regex(paths));
  const notMcp = not(at(PATHS.mcp));
  const carriesUrls = or(and(methodIs('POST'), at(PATHS.postedUrls)), and(methodIs('PUT'), at(PATHS.replacedUrls)));
  const programs = [...PATHS.programs, ...serverCard ? [SERVER_CARD_PATH] : []];
  const isForPrograms = pathMatches(anchored(stagePrefix, [...programs.map(pathRegex), WELL_KNOWN_REGEX]));
  return [
    { priority: 50, name: 'BodySize', statement: and(core('SizeRestrictions_BODY'), notMcp), action: refuse('content_too_large') },
    {
      priority: 51,
      name: 'QuerySize',
      statement: or(and(core('SizeRestrictions_QUERYSTRING'), not(at(PATHS.longQueries))), queryIsLongerThan(LONGEST_QUERY_BYTES)),
      action: refuse('uri_too_long'),
    },
    {
      priority: 52,
      name: 'QueryUrls',
      statement: and(or(core('EC2MetaDataSSRF_QUERYARGUMENTS'), core('GenericRFI_QUERYARGUMENTS')), not(at(PATHS.authorize))),
      action: refuse('request_refused'),
    },
    {
      priority: 53,
      name: 'BodyUrls',
      statement: and(or(core('EC2MetaDataSSRF_BODY'), core('GenericRFI_BODY')), not(carriesUrls)),
      action: refuse('request_refused'),
    },
    {
      priority: 54,
      name: 'MetadataServices',
      statement: or(queryMatches(METADATA_SERVICES), and(bodyMatches(METADATA_SERVICES), notMcp)),
      action: refuse('request_refused'),
    },
    {
      // A client id may be a URL, which the authorization server fetches.
      priority: 55,
      name: 'ClientIdAddress',
      statement: and(decodedPathMatches(regex(PATHS.authorize)), queryArgumentMatches('client_id', URL_OF_AN_ADDRESS)),
      action: refuse('request_refused'),
    },
    {
      // People are shown the names of clients.
      priority: 56,
      name: 'BodyMarkupAndPaths',
      statement: and(or(core('CrossSiteScripting_BODY'), core('GenericLFI_BODY')), notMcp),
      action: refuse('request_refused'),
    },
    {
      priority: 57,
      name: 'BodyCode',
      statement: and(
        or(knownBadInput('Log4JRCE_BODY'), knownBadInput('JavaDeserializationRCE_BODY'), knownBadInput('ReactJSRCE_BODY')), notMcp,
      ),
      action: refuse('request_refused'),
    },
    {
      priority: 58,
      name: 'NoUserAgent',
      statement: and(core('NoUserAgent_HEADER'), not(isForPrograms)),
      action: refuse('request_refused'),
    },
    {
      // AWS WAF cannot measure a body beyond what it inspects, and a client may well send a large one: count, to learn.
      priority: 59,
      name: 'LargeMcpBody',
      statement: and(decodedPathMatches(regex(PATHS.mcp)), headerMatches('content-length', LARGE_CONTENT_LENGTH)),
      action: { count: {} },
    },
  ];
}

function core(rule: CoreRule): Statement {
  return labelled(labelOf(CORE_RULE_SET, rule));
}

function knownBadInput(rule: KnownBadInputsRule): Statement {
  return labelled(labelOf(KNOWN_BAD_INPUTS, rule));
}
