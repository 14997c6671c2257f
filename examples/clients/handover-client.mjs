// A client of the handover API for Node 18 and later, without packages: tell events signed with the key's secret
// (Standard Webhooks), follow decisions, ask gates.
//
//   const handover = new Handover("http://127.0.0.1:8080", {key: "hk_….…", secret: "whsec_…"});
//   await handover.tell([{specversion: "1.0", id: "e-1", source: "hr/core", type: "employee.hired", …}]);
import { createHmac, randomUUID } from "node:crypto";

const BATCH = "application/cloudevents-batch+json";
const WAIT = 30;
const AGAIN = [408, 429, 500, 502, 503, 504];

export class Handover {
  constructor(url, { key, secret, tries = 8 }) {
    Object.assign(this, { url: url.replace(/\/$/, ""), key, secret, tries });
  }

  /** What became of up to 100 events; telling them again changes nothing, so a lost answer loses nothing. */
  async tell(events) {
    const body = JSON.stringify(events);
    const answer = await this.#call("/v1/events", () => ({ method: "POST", body, headers: this.#headers(body) }));
    return answer.results;
  }

  /** Every decision beyond a position, for ever; keep the position of the last one you have dealt with. */
  async *decisions(after = 0) {
    for (;;) {
      const page = await this.#call(`/v1/decisions?after=${after}&wait=${WAIT}`);
      for (const { position, decision } of page.decisions) yield [position, decision];
      after = page.next;
    }
  }

  /** Whether what a control holds (severance, access_removal, …) may be done for an employee who leaves. */
  async may(control, employee) {
    const answer = await this.#call(`/v1/gates?${new URLSearchParams({ control, employee })}`);
    return answer.control === "open";
  }

  #headers(body) {
    if (!this.secret) return { "content-type": BATCH, authorization: `Bearer ${this.key}` };
    const [id, at] = [`msg_${randomUUID()}`, String(Math.floor(Date.now() / 1000))];
    const secret = Buffer.from(this.secret.replace(/^whsec_/, ""), "base64");
    const signature = createHmac("sha256", secret).update(`${id}.${at}.${body}`).digest("base64");
    return {
      "content-type": BATCH,
      "x-handover-key": this.key.split(".")[0],
      "webhook-id": id,
      "webhook-timestamp": at,
      "webhook-signature": `v1,${signature}`,
    };
  }

  async #call(path, made = () => ({ headers: { authorization: `Bearer ${this.key}` } })) {
    for (let attempt = 1; ; attempt += 1) {
      const signal = AbortSignal.timeout((WAIT + 10) * 1000);
      const { status, wait, text, error } = await fetch(this.url + path, { ...made(), signal })
        .then(async (answer) => ({ status: answer.status, wait: answer.headers.get("retry-after"), text: await answer.text() }))
        .catch((error) => ({ error })); // no answer, or half of one
      if (status === 200) return JSON.parse(text);
      const again = error || (AGAIN.includes(status) && !text.includes(":undecidable")); // that one no repeat mends
      if (attempt === this.tries || !again) throw error ?? new Error(`${status}: ${text}`);
      const seconds = Number(wait) || Math.min(2 ** attempt / 4, 30);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}
