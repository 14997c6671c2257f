// Tells events as other programs do: made and written by the CloudEvents SDK, signed by Standard Webhooks.
//   node tell.mjs FOLDER_OF_PACKAGES URL KEY SECRET structured|binary|signed   events on standard input, a line each
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [packages, url, key, secret, mode] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const { CloudEvent, HTTP } = require("cloudevents");
const { Webhook } = require("standardwebhooks");

for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const event = new CloudEvent(JSON.parse(line));
  const { headers, body } = mode === "binary" ? HTTP.binary(event) : HTTP.structured(event);
  if (mode === "signed") {
    const now = new Date();
    headers["webhook-id"] = event.id;
    headers["webhook-timestamp"] = String(Math.floor(now.getTime() / 1000));
    headers["webhook-signature"] = new Webhook(secret).sign(event.id, now, body);
    headers["x-handover-key"] = key.split(".")[0];
  } else {
    headers.authorization = `Bearer ${key}`;
  }
  const answer = await fetch(`${url}/v1/events`, { method: "POST", headers, body });
  const told = await answer.json();
  console.log(JSON.stringify({ status: answer.status, outcomes: told.results?.map((each) => each.outcome), replayed: told.results?.map((each) => each.replayed) }));
}
