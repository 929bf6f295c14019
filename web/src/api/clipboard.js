/* Text for the clipboard. Pages that came over plain HTTP from another machine have the older way only. */
function copyOfSelection(text) {
    const area = document.createElement('textarea'), before = document.activeElement;
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
    before?.focus();
}

export function copyText(text) {
    if (navigator.clipboard?.writeText)
        navigator.clipboard.writeText(text).catch(() => copyOfSelection(text));
    else
        copyOfSelection(text);
}
