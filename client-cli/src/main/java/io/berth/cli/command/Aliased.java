package io.berth.cli.command;

import io.berth.cli.json.JsonObject;
import io.berth.cli.template.Fields;
import org.jspecify.annotations.Nullable;

/** Version information, whose API version templates call {@code APIVersion} and JSON {@code ApiVersion}. */
record Aliased(String typeName, JsonObject json) implements Fields {
    @Override
    public @Nullable Object field(String name) {
        String member = name.equals("APIVersion") ? "ApiVersion" : name;
        boolean known = json.has(member) && !name.equals("ApiVersion");
        return known ? json.get(member) : Absent.ABSENT;
    }
}
