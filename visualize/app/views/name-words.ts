/** Where a name may be broken over two lines: before the capitals of the words that it is made of, and behind = and dots. */
export const wordsOfName = (name: string): readonly string[] => name.split(/(?<=[a-z\d])(?=[A-Z])|(?<=[=.])/);
