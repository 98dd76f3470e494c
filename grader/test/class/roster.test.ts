import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { CLASS_LIMITS, unpackClass } from "../../src/class/class-archive.ts";
import { openRoster } from "../../src/class/roster.ts";
import { studentOfArchive, studentOfFolder } from "../../src/class/submission-name.ts";
import { tarOf, zipOf } from "../intake/archives.ts";
import { temporaryFolder } from "./made-up.ts";
import { writeFiles } from "./made-up-class.ts";

const SOURCE = "labs/day1-checksum/src/index.ts";
const MOODLE = "Ada Lovelace_12345_assignsubmission_file_";

let folder: string;

beforeEach(async () => {
  folder = join(await temporaryFolder(), "hand-ins");
  await mkdir(folder);
});

async function students(path: string): Promise<[string, string][]> {
  const { handins, close } = await openRoster(path);
  await close();
  return handins.map(({ student, source }) => [student, source]);
}

async function ignored(path: string): Promise<readonly string[]> {
  const roster = await openRoster(path);
  await roster.close();
  return roster.ignored;
}

describe("a name at the top of a class", () => {
  test.each([
    ["ada.zip", "ada"],
    ["ada.tar.gz", "ada"],
    ["Ada Lovelace_12345_assignsubmission_file_labs.zip", "Ada Lovelace"],
    ["lovelaceada_1234_5678_labs.zip", "lovelaceada"],
    ["lovelaceada_LATE_1234_5678_my_labs-2.TGZ", "lovelaceada"],
    ["ada_lovelace.zip", "ada_lovelace"],
    ["s_1234.zip", "s_1234"],
  ])("of an archive %s is %s's", (name, student) => {
    expect(studentOfArchive(name).student).toBe(student);
  });

  test.each([
    [MOODLE, "Ada Lovelace"],
    ["Ada_Lovelace_12345_assignsubmission_file_", "Ada_Lovelace"],
    ["ada_1234_5678_x", "ada_1234_5678_x"],
  ])("of a folder %s is %s's", (name, student) => {
    expect(studentOfFolder(name).student).toBe(student);
  });
});

describe("a roster", () => {
  test("has each folder and each archive, by name, and says what it leaves out", async () => {
    await writeFiles(folder, {
      [`zoë/${SOURCE}`]: "",
      "ben.tar.gz": gzipSync(tarOf([{ path: SOURCE }])),
      "ada.zip": await zipOf([{ path: SOURCE }]),
      "notes.txt": "",
      ".DS_Store": "",
      "overrides.csv": "student,points\n",
      "students.csv": "",
    });
    await symlink("/etc", join(folder, "mallory"));
    expect(await students(folder)).toEqual([
      ["ada", "ada.zip"],
      ["ben", "ben.tar.gz"],
      ["zoë", "zoë"],
    ]);
    expect(await ignored(folder)).toEqual([
      ".DS_Store: It is hidden.",
      "mallory: It is neither a folder nor a file.",
      "notes.txt: It is no archive.",
    ]);
  });

  test("finds the archive that Moodle has put into a folder of its own", async () => {
    await writeFiles(folder, {
      [`${MOODLE}/labs.zip`]: await zipOf([{ path: SOURCE }]),
      "Ben_2_assignsubmission_onlinetext_/onlinetext.html": "I forgot.",
      [`Cleo_3_assignsubmission_file_/${SOURCE}`]: "",
    });
    expect(await students(folder)).toEqual([
      ["Ada Lovelace", `${MOODLE}/labs.zip`],
      ["Cleo", "Cleo_3_assignsubmission_file_"],
    ]);
  });

  test.each([
    [["ada/", "ada.zip"], /"ada" and "ada.zip" are both of a student called "ada"/],
    [["Ada/", "ada/"], /"Ada" and "ada" are both/],
    [["Zoe\u0308/", "zo\u00eb/"], /are both/],
    [[`${MOODLE}/`, "Ada Lovelace_777_assignsubmission_file_/"], /_12345_.* and .*_777_.*Rename/],
    [["adal_1_2_a.zip", "adal_1_3_b.zip"], /"adal_1_2_a.zip" and "adal_1_3_b.zip"/],
  ])("refuses two submissions of one student: %j", async (names, message) => {
    for (const name of names) {
      const file = name.endsWith("/") ? `${name}${SOURCE}` : name;
      await writeFiles(folder, { [file]: "" });
    }
    await expect(openRoster(folder)).rejects.toThrow(message);
  });

  test("refuses a name that is no text, and a class of nobody", async () => {
    await expect(openRoster(folder)).rejects.toThrow(/no submissions/);
    await writeFiles(folder, { [`a\u001b[31mda/${SOURCE}`]: "" });
    await expect(openRoster(folder)).rejects.toThrow(/"a␛\[31mda" cannot be a student's name/);
  });

  test.each([SOURCE, "day2-replay/src/index.ts", "src/index.ts"])(
    "refuses one student's work instead of a class: %s",
    async (path) => {
      await writeFiles(folder, { [path]: "" });
      await expect(openRoster(folder)).rejects.toThrow(/one student's work/);
    },
  );
});

describe("an archive of a class", () => {
  async function archive(name: string, bytes: Uint8Array): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  }

  test("is unpacked for as long as it is needed, also from inside one folder", async () => {
    const inner = await zipOf([{ path: SOURCE, content: "1" }]);
    const path = await archive(
      "class.tar.gz",
      gzipSync(tarOf([{ path: "2026/ada.zip", content: inner }, { path: `2026/ben/${SOURCE}` }])),
    );
    const { handins, close } = await openRoster(path);
    expect(handins.map(({ student, source }) => [student, source])).toEqual([
      ["ada", "ada.zip"],
      ["ben", "ben"],
    ]);
    const ada = handins[0]?.path as string;
    expect(await readFile(ada)).toEqual(inner);
    await close();
    expect(existsSync(dirname(ada))).toBe(false);
  });

  test("of one student in a folder is a class of one", async () => {
    const zip = await zipOf([{ path: `ada/${SOURCE}` }]);
    expect(await students(await archive("class.zip", zip))).toEqual([["ada", "ada"]]);
  });

  test("writes nothing but files with plain paths, whatever its entries are called", async () => {
    const tar = tarOf([
      { path: `ada/${SOURCE}` },
      { path: "../escaped.ts" },
      { path: "/tmp/absolute.ts" },
      { path: "ada/../../up.ts" },
      { path: "ben", type: "SymbolicLink" },
      { path: "ada/link.ts", type: "Link" },
      { path: "ada/pipe", type: "FIFO" },
      { path: `ADA/${SOURCE}` },
    ]);
    const unpacked = await unpackClass(await archive("class.tar", tar));
    const files = await readdir(unpacked.folder, { recursive: true, withFileTypes: true });
    const paths = files.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    expect(paths).toEqual(["index.ts"]);
    expect(unpacked.ignored).toEqual([
      "../escaped.ts: Its path leads out of the submission.",
      "/tmp/absolute.ts: Its path is absolute.",
      "ada/../../up.ts: Its path leads out of the submission.",
      "ben: It is no regular file.",
      "ada/link.ts: It is no regular file.",
      "ada/pipe: It is no regular file.",
      `ADA/${SOURCE}: It is there twice.`,
    ]);
    await unpacked.remove();
  });

  test.each([
    ["entries", { entries: 1 }, /more than 1 entries/],
    ["bytes in a file", { fileSize: 3 }, /ada\/a: It is larger than 3 bytes/],
    ["bytes in all", { totalSize: 5 }, /over 5 bytes/],
  ])("with too many %s is refused whole, and leaves nothing", async (_, limits, message) => {
    const zip = await zipOf([
      { path: "ada/a", content: "1234" },
      { path: "ben/b", content: "1234" },
    ]);
    const path = await archive("class.zip", zip);
    const taken = unpackClass(path, { ...CLASS_LIMITS, ...limits });
    await expect(taken).rejects.toThrow(message);
  });

  test("that is none, or damaged, is refused", async () => {
    await expect(openRoster(await archive("class.zip", Buffer.from("hello")))).rejects.toThrow(
      /cannot be taken: It is neither/,
    );
    await expect(
      openRoster(await archive("cut.zip", Buffer.from("PK\u0003\u0004"))),
    ).rejects.toThrow(/cannot be taken/);
  });
});
