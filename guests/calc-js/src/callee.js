// `test:calc/ops` in JavaScript. What a function throws is the error of its result; one that has no result traps.

const WORDS = ["one", "two", "three"];

function sum(a, b) {
    const value = a + b;
    if (value !== (value | 0)) {
        throw { tag: "overflow" };
    }
    return value;
}

export const ops = {
    language() {
        return "JavaScript";
    },

    add(a, b) {
        return { x: sum(a.x, b.x), y: sum(a.y, b.y), name: `${a.name}+${b.name}` };
    },

    reverse(bytes) {
        return Uint8Array.from(bytes).reverse();
    },

    number(word) {
        const index = WORDS.indexOf(word);
        if (index < 0) {
            throw { tag: "unknown", val: word };
        }
        return index + 1;
    },

    middle(points) {
        if (points.length === 0) {
            return undefined;
        }
        const middle = (of) => Math.trunc(points.reduce((sum, point) => sum + of(point), 0) / points.length);
        const name = points.map((point) => point.name).join("+");
        return { x: middle((point) => point.x), y: middle((point) => point.y), name };
    },

    trap() {
        throw new Error("on purpose");
    },
};
