export default ({ text = 'hello' }) => text;
