package io.berth.server.registry;

import io.berth.server.http.Dialect;
import io.berth.server.http.Reply;
import java.util.Map;

/** The distribution API's. */
public final class RegistryDialect implements Dialect {
    @Override
    public boolean isEngine() {
        return false;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("Docker-Distribution-Api-Version", "registry/2.0", "X-Content-Type-Options", "nosniff");
    }

    @Override
    public Reply failure(Throwable thrown) {
        return Errors.reply(thrown);
    }

    @Override
    public Reply refusal(String reason) {
        return Errors.reply(ErrorCode.DENIED, reason);
    }

    @Override
    public Reply noRoute(boolean otherMethod) {
        return otherMethod
                ? Errors.reply(ErrorCode.UNSUPPORTED, "the operation is unsupported")
                : Errors.reply(ErrorCode.NAME_UNKNOWN, "there is no such path");
    }
}
