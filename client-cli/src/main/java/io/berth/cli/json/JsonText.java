package io.berth.cli.json;

/** JSON that is written already. */
public record JsonText(String text) {
    @Override
    public String toString() {
        return text;
    }
}
