package io.berth.server.http;

/**
 * A file's part that is sent again with the same headers.
 *
 * @param route of the request, for meters
 */
record KeptReply(String route, DatedHead head, long position, long length, Reply.Again again) {}
