package io.berth.cli.template;

import io.berth.cli.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** An object whose fields are the members it has, under their JSON names; any other is an error. */
public record OpenStruct(String typeName, JsonObject members) implements Fields {
    @Override
    public @Nullable Object field(String name) {
        return members.has(name) ? members.get(name) : Absent.ABSENT;
    }

    @Override
    public JsonObject json() {
        return members;
    }
}
