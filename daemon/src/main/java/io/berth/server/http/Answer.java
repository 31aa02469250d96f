package io.berth.server.http;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A {@link Reply} as Spring takes it: with the headers of its stage, and written by us. */
record Answer(Reply reply, CommonHeaders common, ReplyWriter writer) implements ServerResponse {
    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(reply.status());
    }

    @Override
    public HttpHeaders headers() {
        return HttpHeaders.EMPTY;
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        ServerHttpResponse response = exchange.getResponse();
        return writer.write(reply, common, response)
                .onErrorResume(
                        thrown -> !response.isCommitted(),
                        thrown -> writer.write(writer.dialect().failure(thrown), common, response));
    }
}
