// Comes in a .zip whose other entries climb out of it, are absolute, or are links.
console.log("unpacked");
