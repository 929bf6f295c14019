// A reader of the text format's lexical layer: lists, words and strings, with their places in the
// source, which is all that the commands of a script need. What stands in a module is not looked at.

const SPACE = /[ \t\r\n]/;

// The bytes of a string literal without its quotes.
export function bytesOf(literal) {
    const escapes = {n: 10, t: 9, r: 13, '"': 34, "'": 39, '\\': 92};
    const parts = [];
    for (let i = 0; i < literal.length;) {
        if (literal[i] !== '\\') {
            const end = literal.indexOf('\\', i);
            const plain = literal.slice(i, end < 0 ? literal.length : end);
            parts.push(Buffer.from(plain, 'utf8'));
            i += plain.length;
        } else if (literal[i + 1] in escapes) {
            parts.push(Buffer.from([escapes[literal[i + 1]]]));
            i += 2;
        } else if (literal[i + 1] === 'u') {
            const end = literal.indexOf('}', i);
            parts.push(Buffer.from(String.fromCodePoint(parseInt(literal.slice(i + 3, end), 16))));
            i = end + 1;
        } else {
            parts.push(Buffer.from([parseInt(literal.slice(i + 1, i + 3), 16)]));
            i += 3;
        }
    }
    return Buffer.concat(parts);
}

function skipBlockComment(text, at) {
    for (let depth = 0;;) {
        if (text.startsWith('(;', at)) {
            depth++;
            at += 2;
        } else if (text.startsWith(';)', at)) {
            depth--;
            at += 2;
            if (depth === 0) return at;
        } else if (at++ >= text.length) {
            throw new Error('a comment does not end');
        }
    }
}

function stringEnd(text, at) {
    while (text[at] !== '"') {
        if (at >= text.length) throw new Error('a string does not end');
        at += text[at] === '\\' ? 2 : 1;
    }
    return at + 1;
}

function wordEnd(text, at) {
    while (at < text.length && !SPACE.test(text[at]) && !'();'.includes(text[at]))
        at = text[at] === '"' ? stringEnd(text, at + 1) : at + 1;
    return at;
}

// The lists of a script: {items, start, end}, of whose items each is a list, {word} or {string: Buffer}.
export function readScript(text) {
    const open = [{items: []}];
    for (let at = 0; at < text.length;) {
        const top = open[open.length - 1];
        if (SPACE.test(text[at])) {
            at++;
        } else if (text.startsWith(';;', at)) {
            const end = text.indexOf('\n', at);
            at = end < 0 ? text.length : end;
        } else if (text.startsWith('(;', at)) {
            at = skipBlockComment(text, at);
        } else if (text[at] === '(') {
            const list = {items: [], start: at++};
            top.items.push(list);
            open.push(list);
        } else if (text[at] === ')') {
            top.end = ++at;
            open.pop();
            if (open.length === 0) throw new Error('a parenthesis too many');
            const first = top.items[0];
            if (first && first.word && first.word[0] === '@') open[open.length - 1].items.pop(); // an annotation
        } else if (text[at] === '"') {
            const end = stringEnd(text, at + 1);
            top.items.push({string: bytesOf(text.slice(at + 1, end - 1)), start: at, end});
            at = end;
        } else {
            const end = Math.max(wordEnd(text, at), at + 1);
            top.items.push({word: text.slice(at, end), start: at, end});
            at = end;
        }
    }
    if (open.length > 1) throw new Error('a parenthesis is not closed');
    return open[0].items;
}
