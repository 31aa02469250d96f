package io.berth.server.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Arrays;

/**
 * Escapes characters that a request target may not hold but engines take, as in {@code curl -g
 * 'localhost/images/json?filters={"dangling":["true"]}'}; Spring would refuse them.
 */
@Sharable
final class LenientTarget extends ChannelInboundHandlerAdapter {
    /** By character; every request is looked through. */
    private static final boolean[] TAKEN = taken();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            request.setUri(escape(request.uri()));
        }
        context.fireChannelRead(message);
    }

    static String escape(String target) {
        StringBuilder escaped = null;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            boolean refused = c >= TAKEN.length || !TAKEN[c] || (c == '%' && !isEscape(target, i));
            if (refused && escaped == null) {
                escaped = new StringBuilder(target.length() + 16).append(target, 0, i);
            }
            if (escaped != null) {
                append(escaped, c, refused);
            }
        }
        return escaped == null ? target : escaped.toString();
    }

    private static boolean[] taken() {
        boolean[] taken = new boolean[0x7f];
        Arrays.fill(taken, ' ' + 1, taken.length, true);
        "\"<>\\^`{|}[]".chars().forEach(c -> taken[c] = false);
        return taken;
    }

    private static boolean isEscape(String target, int percent) {
        return percent + 2 < target.length()
                && Character.digit(target.charAt(percent + 1), 16) >= 0
                && Character.digit(target.charAt(percent + 2), 16) >= 0;
    }

    private static void append(StringBuilder escaped, char c, boolean refused) {
        if (refused) {
            // Netty's decoder makes one char of each byte.
            escaped.append('%').append(hex(c >> 4)).append(hex(c));
        } else {
            escaped.append(c);
        }
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit & 0xf);
    }
}
