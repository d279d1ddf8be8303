exports.handler = async (event) => `Hello ${event.arguments.name}`;
