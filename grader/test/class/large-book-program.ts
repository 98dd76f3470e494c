/**
 * Records results that are larger than the memory of this process, opens the book again and reads them
 * all. Its arguments: the folder of the book, results, characters of each.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { Book } from "../../src/class/book.ts";
import { entry, FACTS, hashOf, lab } from "./made-up.ts";

const [directory = "", results = "0", characters = "0"] = process.argv.slice(2);
const students = Array.from({ length: Number(results) }, (_, index) => `student-${index}`);

const book = await Book.open(directory, FACTS);
await book.enrol(students.map((student) => entry(student)));
for (const student of students) {
  const output = randomBytes(Number(characters) / 2).toString("hex");
  await book.record(student, hashOf(student), lab(1, "fail", { output }));
}
await book.close();

const again = await Book.open(directory, FACTS);
let read = 0;
for await (const { labs } of again.submissions()) read += labs[0]?.output.length ?? 0;
await again.close();
console.log(JSON.stringify({ read, buffers: process.memoryUsage().arrayBuffers }));
