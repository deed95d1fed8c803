import { readFileSync } from "node:fs";
import { journey } from "./journey";

const given = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await journey(given, new Blob([readFileSync(given.file)]))));
