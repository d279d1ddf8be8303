import { time } from './request-line';
import { Style } from './style';
import type { DevScreen } from '../dev/dev-loop';

/** Tells of a dev loop on a terminal. */
export function devScreen(write: (text: string) => void, style: Style, now: () => number = Date.now): DevScreen {
  let answers = false;
  const at = () => style.dim(time(now()));
  return {
    begins: (command) => write(`${at()}  ${style.dim(`synthesizes the app: ${command}`)}\n`),
    changed: (what, milliseconds) => {
      answers = true;
      write(`${at()}  ${style.green('↻')} ${what} ${style.dim(`${milliseconds} ms`)}\n`);
    },
    failed: (what, lines, then = answers ? 'the version before still answers' : 'the next change is tried') => {
      write(`${at()}  ${style.red('✗')} ${style.bold(what)}; ${then}\n\n${lines.map((line) => `    ${line}\n`).join('')}\n`);
    },
    note: (text) => write(`${at()}  ${style.yellow(text)}\n`),
    ready: () => (answers = true),
  };
}
