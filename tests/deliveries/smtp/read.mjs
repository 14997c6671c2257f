// Reads a mail on standard input as mailparser does:   node read.mjs FOLDER_OF_PACKAGES
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.argv[2]}/`);
const { simpleParser } = require("mailparser");

const told = await simpleParser(readFileSync(0));
console.log(JSON.stringify({
  subject: told.subject,
  to: told.to.value,
  from: told.from.value,
  text: told.text,
  html: told.html,
  id: told.messageId,
  attachments: told.attachments.map((each) => ({ name: each.filename, type: each.contentType, size: each.size, start: each.content.toString("base64").slice(0, 12) })),
}));
