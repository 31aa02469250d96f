package io.berth;

import java.net.URI;

/** The address of an index that can be searched. */
final class SearchUrl {
    private SearchUrl() {}

    static URI parse(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("invalid search url " + text + ": http or https is expected");
        }
    }

    static boolean isGood(URI url) {
        return ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }
}
