// Requests of the pages to the service.

/** The service answered with an error, or not at all. The message is for the reader of the page.
 *  status: of the answer, 0 if there was none. problem: the members of the answer. */
export class Refusal extends Error {
  constructor(message, status = 0, problem = {}) {
    super(message);
    this.status = status;
    this.problem = problem;
  }

  /** Whether the same would happen for every article of the wiki: its address is unknown, or the service asks no wiki. */
  get forEveryArticle() {
    return this.status === 0 || this.problem.field === "wikitext" || this.problem.reason === "address";
  }

  /** Whether the wiki could not be asked for its article, so that pasting the text would help. */
  get pastingHelps() {
    return [502, 504].includes(this.status) || this.problem.field === "wikitext";
  }
}

/** Return the JSON that the service answers with. request: the options of `fetch`. Throws a Refusal, or an AbortError. */
export async function read(address, request) {
  const response = await fetch(address, request).catch((error) => fail(error, "The service cannot be reached."));
  const answer = await response.json().catch((error) => {
    if (response.ok || error.name === "AbortError") fail(error, "The answer of the service is incomplete. Try again.", response.status);
    return {}; // a gateway's error page is no JSON
  });
  if (response.ok) return answer;
  const words = [answer.title ?? `HTTP status ${response.status}`, answer.detail].filter(Boolean).join(": ");
  throw new Refusal(words, response.status, answer);
}

/** Throw an AbortError again; throw a Refusal with a message in place of another error. */
function fail(error, message, status) {
  if (error.name === "AbortError") throw error;
  throw new Refusal(message, status);
}
