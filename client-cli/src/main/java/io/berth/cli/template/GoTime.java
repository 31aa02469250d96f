package io.berth.cli.template;

import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** A time of RFC 3339 that prints as Go prints times: {@code 2025-01-01 00:00:00.5 +0000 UTC}. */
record GoTime(String rfc3339) {
    @Override
    public String toString() {
        int zone = rfc3339.length();
        try {
            OffsetDateTime time = OffsetDateTime.parse(rfc3339);
            String offset = time.getOffset().getTotalSeconds() == 0
                    ? "+0000 UTC"
                    : time.getOffset().getId().replace(":", "") + " "
                            + time.getOffset().getId().replace(":", "");
            zone = Math.max(rfc3339.lastIndexOf('Z'), Math.max(rfc3339.lastIndexOf('+'), rfc3339.lastIndexOf('-')));
            return rfc3339.substring(0, zone).replace('T', ' ') + " " + offset;
        } catch (DateTimeException e) {
            return rfc3339.substring(0, zone);
        }
    }
}
