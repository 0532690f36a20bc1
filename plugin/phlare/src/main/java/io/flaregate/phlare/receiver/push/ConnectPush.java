package io.flaregate.phlare.receiver.push;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.answer.ConnectAnswers;
import io.flaregate.transport.answer.Texts;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.compress.UnsupportedEncodingException;
import io.flaregate.transport.receiver.HttpExchange;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.rpc.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Push as a unary call of Connect (<a href="https://connectrpc.com/docs/protocol">protocol</a>). It
 * has side effects, so GET is refused.
 */
final class ConnectPush {
  private static final String TRANSPORT = "http";
  private static final String VERSION = "1";
  private static final MediaType PROTO = MediaType.create("application", "proto");
  private static final String TYPES = "application/proto, application/json";
  private static final int MAX_SHOWN_BYTES = 128;

  private final PushRequests requests;
  private final ReceiverShared shared;
  private final SizeLimit limit;
  private final Duration readTimeout;

  ConnectPush(PushRequests requests, ReceiverShared shared, SizeLimit limit, Duration readTimeout) {
    this.requests = requests;
    this.shared = shared;
    this.limit = limit;
    this.readTimeout = readTimeout;
  }

  HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, @Nullable MediaType type) {
    if (request.method() != HttpMethod.POST) {
      return refused(
          "method is not allowed here; POST is",
          ResponseHeaders.builder(HttpStatus.METHOD_NOT_ALLOWED)
              .set(HttpHeaderNames.ALLOW, HttpMethod.POST.name()));
    }
    boolean json = type != null && type.belongsTo(MediaType.JSON);
    if (!json && (type == null || !type.belongsTo(PROTO))) {
      String given = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
      return refused(
          "content type \""
              + Texts.bounded(given, MAX_SHOWN_BYTES)
              + "\" is not supported; "
              + TYPES
              + " and those of gRPC are",
          ResponseHeaders.builder(HttpStatus.UNSUPPORTED_MEDIA_TYPE).set("accept-post", TYPES));
    }
    return post(ctx, request, json);
  }

  private static HttpResponse refused(
      String message, com.linecorp.armeria.common.ResponseHeadersBuilder headers) {
    return ConnectAnswers.of(Answer.refused(Answer.Kind.UNSUPPORTED, message), headers);
  }

  private HttpResponse post(ServiceRequestContext ctx, HttpRequest request, boolean json) {
    try {
      checkVersion(request);
      String tenant = shared.tenants().resolve(request.headers());
      HttpExchange.Head head =
          new HttpExchange.Head(
              tenant,
              TRANSPORT,
              encoding(request),
              shared.limits().of(tenant, limit),
              readTimeout,
              Timeouts.connect(request.headers().get("connect-timeout-ms"), System.nanoTime()));
      HttpExchange.Handler handler = json ? requests::json : requests::proto;
      MediaType type = json ? MediaType.JSON : PROTO;
      return HttpExchange.run(ctx, request, shared, head, handler, answer -> form(answer, type));
    } catch (AnswerException e) {
      return ConnectAnswers.of(e.answer());
    } catch (UnsupportedEncodingException e) {
      return ConnectAnswers.of(
          e.answer(),
          ResponseHeaders.builder(ConnectAnswers.status(e.answer().kind()))
              .set(HttpHeaderNames.ACCEPT_ENCODING, ContentEncoding.tokens()));
    } catch (BodyException e) {
      return ConnectAnswers.of(e.answer());
    }
  }

  private static ContentEncoding encoding(HttpRequest request) throws UnsupportedEncodingException {
    return ContentEncoding.of(
        String.join(", ", request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING)));
  }

  private static void checkVersion(HttpRequest request) {
    String version = request.headers().get("connect-protocol-version");
    if (version != null && !version.equals(VERSION)) {
      throw new AnswerException(
          Answer.refused(
              Answer.Kind.INVALID,
              "connect-protocol-version is \""
                  + Texts.bounded(version, MAX_SHOWN_BYTES)
                  + "\"; only \""
                  + VERSION
                  + "\" is supported"));
    }
  }

  private static HttpResponse form(Answer answer, MediaType type) {
    if (!PushAnswers.isSuccess(answer)) {
      return ConnectAnswers.of(PushAnswers.whole(answer));
    }
    HttpData empty = type.belongsTo(MediaType.JSON) ? HttpData.ofUtf8("{}") : HttpData.empty();
    return HttpResponse.of(HttpStatus.OK, type, empty);
  }
}
