// Clears the screen, links, sets the title, starts HTML and a spreadsheet's formula.
import { WalError } from "@wal-labs/core";
import { LogFile } from "./log-file.ts";

const escapes = "\x1b[2J\x1b[1;32m PASS \x1b]0;graded\x07\x1b]8;;https://example.org\x1b\\full marks";
const markup = "<script>document.title='150/150'</script>\"'><img src=x onerror=alert(1)>";
const formula = '=HYPERLINK("https://example.org","150")\t@SUM(1)\r\n+1,-1\u202e\u2028';
console.log(escapes, markup, formula);
LogFile.open = async () => {
  throw new WalError("WAL_IO", `${escapes}${markup}${formula}`);
};
