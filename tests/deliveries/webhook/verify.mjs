// Takes a webhook as other programs do: Standard Webhooks verifies it, the CloudEvents SDK reads it.
//   node verify.mjs FOLDER_OF_PACKAGES SECRET      {"headers": …, "body": …} on standard input
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [packages, secret] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const { HTTP } = require("cloudevents");
const { Webhook } = require("standardwebhooks");

const { headers, body } = JSON.parse(readFileSync(0, "utf8"));
let verified = true;
try {
  new Webhook(secret).verify(body, headers);
} catch {
  verified = false;
}
const event = HTTP.toEvent({ headers, body });
console.log(JSON.stringify({ verified, id: event.id, type: event.type, data: event.data, valid: event.validate() }));
