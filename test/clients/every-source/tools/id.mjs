export default () => crypto.randomUUID();
