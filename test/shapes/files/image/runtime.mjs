// What a container image would run: Lambda's Runtime API, spoken by hand.
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
for (;;) {
  const next = await fetch(`${api}/next`);
  const event = await next.json();
  await fetch(`${api}/${next.headers.get('lambda-runtime-aws-request-id')}/response`, { method: 'POST', body: JSON.stringify(`Hello ${event.arguments.name}`) });
}
