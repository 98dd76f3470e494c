// Comes in a .tar whose other entries climb out of it, are absolute, or are links.
console.log("unpacked");
