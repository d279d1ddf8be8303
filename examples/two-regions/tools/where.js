const { setTimeout: delay } = require('node:timers/promises');

exports.handler = async ({ arguments: { seconds = 0 } }) => {
  console.log(`answers in ${seconds} s`);
  await delay(seconds * 1000);
  return process.env.AWS_REGION;
};
