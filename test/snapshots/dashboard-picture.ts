/** The body of a dashboard, as CloudWatch takes it. */
export interface DashboardBody {
  readonly widgets: readonly {
    readonly type: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: {
      readonly title?: string;
      readonly markdown?: string;
      readonly alarms?: readonly string[];
      readonly metrics?: readonly (readonly (string | { readonly label?: string; readonly color?: string; readonly expression?: string })[])[];
    };
  }[];
}

const [COLUMN, ROW, GAP] = [50, 38, 6];
const COLORS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b', '#e377c2', '#7f7f7f', '#bcbd22', '#17becf'];

/** What searches would find, by the dimension that they ask for. */
const FOUND: { readonly [dimension: string]: readonly string[] } = {
  Tool: ['get_forecast', 'find_city', 'send_report'],
  Method: ['tools/call', 'tools/list', 'server/discover'],
  Event: ['oauth/token', 'oauth/registration', 'oauth/sign-in'],
  Reason: ['oauth/token invalid_grant', 'access/refused token_expired'],
};

interface Line {
  readonly label: string;
  readonly color: string;
}

/** A dashboard as a picture, with its widgets where CloudWatch puts them and lines of example data: always the same for the same body. */
export function dashboardPicture({ widgets }: DashboardBody): string {
  const height = Math.max(...widgets.map((widget) => widget.y + widget.height)) * ROW;
  const drawn = widgets.map(({ type, x, y, width: columns, height: rows, properties }) => {
    const [width, tall] = [columns * COLUMN - GAP, rows * ROW - GAP];
    const content = type === 'text' ? heading(properties.markdown ?? '') : type === 'alarm'
      ? alarms(properties.alarms ?? [], width) : graph(linesOf(properties.metrics ?? []), width, tall);
    const title = properties.title === undefined ? '' : text(12, 22, properties.title, 'font-size="14" font-weight="600"');
    return `<g transform="translate(${x * COLUMN + GAP / 2},${y * ROW + GAP / 2})"><rect width="${width}" height="${tall}" rx="4" fill="#fff" stroke="#d5dbdb"/>${title}${content}</g>`;
  });
  const size = `width="${24 * COLUMN}" height="${height}" viewBox="0 0 ${24 * COLUMN} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="Helvetica, Arial, sans-serif" fill="#16191f">`,
    `<rect width="${24 * COLUMN}" height="${height}" fill="#f2f3f3"/>`, ...drawn, '</svg>', '',
  ].join('\n');
}

function heading(markdown: string): string {
  return text(12, 42, markdown.split('\n')[0].replace(/^# /, ''), 'font-size="20" font-weight="600"');
}

/** One is raised, so that the picture shows what that is like. */
function alarms(arns: readonly string[], width: number): string {
  const perRow = Math.ceil(arns.length / 2);
  const step = (width - 24) / perRow;
  return arns.map((arn, index) => {
    const [x, y] = [12 + (index % perRow) * step, 36 + Math.floor(index / perRow) * 46];
    const tile = `<rect x="${x.toFixed(1)}" y="${y}" width="${(step - 6).toFixed(1)}" height="38" rx="3" fill="${index === 1 ? '#d13212' : '#1d8102'}"/>`;
    return tile + text(Math.round(x) + 5, y + 23, alarmName(arn), 'font-size="9" fill="#fff"');
  }).join('');
}

/** Of a reference such as `{ServerAlarmsLatency.Arn}`. */
function alarmName(arn: string): string {
  return /(?:Alarms|alarms|Anomalies)([A-Za-z]+)\.Arn/.exec(arn)?.[1] ?? '';
}

function linesOf(metrics: NonNullable<DashboardBody['widgets'][number]['properties']['metrics']>): readonly Line[] {
  const labels = metrics.flatMap((metric) => {
    const options = metric.at(-1);
    if (typeof options !== 'object') {
      return [];
    }
    const dimension = options.expression === undefined ? undefined : [...(options.label ?? '').matchAll(/Dim\.(\w+)/g)].at(-1)?.[1];
    return dimension === undefined ? [{ label: options.label ?? '', color: options.color }] : FOUND[dimension].map((label) => ({ label, color: undefined }));
  });
  return labels.map(({ label, color }, index) => ({ label, color: color ?? COLORS[index % COLORS.length] }));
}

function graph(lines: readonly Line[], width: number, height: number): string {
  const perRow = Math.max(1, Math.floor((width - 24) / 150));
  const legendRows = Math.min(3, Math.ceil(lines.length / perRow));
  const [top, bottom] = [36, height - 14 - legendRows * 16];
  const grid = [0, 0.5, 1].map((part) => {
    const y = (top + (bottom - top) * part).toFixed(1);
    return `<line x1="12" x2="${width - 12}" y1="${y}" y2="${y}" stroke="#eaeded"/>`;
  });
  const drawn = lines.map(({ label, color }, index) => {
    const points = exampleData(label).map((value, at, all) => `${(12 + at * (width - 24) / (all.length - 1)).toFixed(1)},${(bottom - value * (bottom - top)).toFixed(1)}`);
    const [x, y] = [12 + (index % perRow) * 150, bottom + 18 + Math.floor(index / perRow) * 16];
    const legend = index < perRow * legendRows
      ? `<rect x="${x}" y="${y - 9}" width="10" height="10" fill="${color}"/>${text(x + 15, y, label, 'font-size="11"')}` : '';
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="1.5"/>${legend}`;
  });
  return [...grid, ...drawn].join('');
}

/** From 0 to 1. What is named after something bad is near nothing, but for a peak. */
function exampleData(label: string): readonly number[] {
  let seed = [...label].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 65_521, 7);
  const random = () => (seed = (seed * 75 + 74) % 65_537) / 65_537;
  const isBad = /error|throttle|fail|without|xx|invalid|expired|refused/i.test(label);
  const base = isBad ? 0.02 : 0.25 + random() * 0.45;
  return Array.from({ length: 37 }, (_, at) => Math.min(1, base + random() * (isBad ? 0.03 : 0.12) + (isBad && at > 24 && at < 29 ? 0.3 : 0)));
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${content.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</text>`;
}
