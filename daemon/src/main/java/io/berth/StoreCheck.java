package io.berth;

import io.berth.content.ContentCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A program that checks a store which no daemon is changing: {@code StoreCheck <data-root>}; 0 where it is sound. */
public final class StoreCheck {
    private StoreCheck() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("Usage: StoreCheck <data-root>");
            System.exit(2);
        }
        List<String> faults = ContentCheck.faults(Path.of(arguments[0]));
        faults.forEach(System.out::println);
        System.exit(faults.isEmpty() ? 0 : 1);
    }
}
