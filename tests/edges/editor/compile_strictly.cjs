// Compiles schemas with ajv in its strict mode. Arguments: a folder with node_modules, the folder of schemas.
const fs = require("fs");
const path = require("path");

const [modules, schemas] = process.argv.slice(2);
const Ajv = require(path.join(modules, "node_modules", "ajv", "dist", "2020")).default;

const files = fs.readdirSync(schemas, { recursive: true }).filter((name) => name.endsWith(".schema.json")).sort();
for (const name of files) {
  const ajv = new Ajv({ strict: true, discriminator: true, formats: { date: true, "date-time": true, "time-expression": true } });
  // A list of types gives readers of a refused event a better message than a choice of schemas.
  ajv.opts.allowUnionTypes = /employee\.(hired|changed)/.test(name);
  try {
    ajv.compile(JSON.parse(fs.readFileSync(path.join(schemas, name), "utf8")));
  } catch (error) {
    console.log(`${name}: ${error.message}`);
  }
}
console.log(`${files.length} compiled`);
