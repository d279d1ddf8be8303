export default ({ path }) => `Deleted ${path}.`;
