import { ToolLogLevel } from './tool-context';

/** The levels of log messages to clients, least severe first. */
export const LOG_LEVELS: readonly ToolLogLevel[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

export type LogLevel = ToolLogLevel;
