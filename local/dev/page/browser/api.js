const token = document.querySelector('meta[name=local-page-token]').content;

/** What does not go is said at the top of the page. */
export async function act(action, members) {
  const problem = document.getElementById('problem');
  problem.hidden = true;
  try {
    const response = await fetch(`/_local/api/${action}`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-local-page-token': token }, body: JSON.stringify(members),
    });
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.error);
    }
    return answer;
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
    return undefined;
  }
}
