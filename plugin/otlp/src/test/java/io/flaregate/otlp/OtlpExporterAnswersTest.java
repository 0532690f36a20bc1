package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.sun.net.httpserver.HttpServer;
import io.flaregate.otlp.config.OtlpHttpExporterConfig;
import io.flaregate.otlp.exporter.OtlpHttpExporterFactory;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesPartialSuccess;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both exporters against servers that answer in every way, or not at all. */
class OtlpExporterAnswersTest extends ExporterHarness {
  @Test
  void httpStatusesAreSortedByTheSpecification() throws Exception {
    Map<Integer, Outcome> expected = new HashMap<>();
    expected.put(400, Outcome.REJECTED);
    expected.put(401, Outcome.REJECTED);
    expected.put(404, Outcome.REJECTED);
    expected.put(413, Outcome.REJECTED);
    expected.put(429, Outcome.LIMITED);
    expected.put(500, Outcome.REJECTED);
    expected.put(502, Outcome.TRANSIENT);
    expected.put(503, Outcome.TRANSIENT);
    expected.put(504, Outcome.TRANSIENT);
    AtomicInteger status = new AtomicInteger();
    int port =
        httpServer(
            () ->
                HttpResponse.of(
                    ResponseHeaders.of(
                        HttpStatus.valueOf(status.get()),
                        HttpHeaderNames.RETRY_AFTER,
                        "7",
                        HttpHeaderNames.CONTENT_TYPE,
                        MediaType.PLAIN_TEXT_UTF_8),
                    HttpData.ofUtf8("because")));
    Exporter exporter = exporter(Rig.Protocol.HTTP, port, Map.of("retry_on_failure", off()));
    Profiles profiles = decode(Requests.of(1).toByteArray());
    for (Map.Entry<Integer, Outcome> each : expected.entrySet()) {
      status.set(each.getKey());
      ConsumeResult result = Await.result(exporter.consume(profiles, context("t")));
      assertThat(result.outcome(0)).as("HTTP %s", each.getKey()).isEqualTo(each.getValue());
      assertThat(result.details().get(0).message())
          .contains("answered HTTP " + each.getKey() + ": because");
      boolean again = each.getValue() != Outcome.REJECTED;
      assertThat(result.retryDelay()).isEqualTo(java.time.Duration.ofSeconds(again ? 7 : 0));
    }
  }

  @Test
  void answersThatAreNoneAreNotTakenForSuccess() throws Exception {
    AtomicInteger which = new AtomicInteger();
    int port =
        httpServer(
            () ->
                switch (which.get()) {
                  case 0 -> HttpResponse.of(MediaType.HTML_UTF_8, "<h1>Log in</h1>");
                  case 1 -> HttpResponse.of(HttpStatus.OK, MediaType.PROTOBUF, new byte[] {-1});
                  default ->
                      HttpResponse.of(
                          HttpStatus.OK,
                          MediaType.parse("application/x-protobuf"),
                          new byte[5 << 20]);
                });
    Exporter exporter = exporter(Rig.Protocol.HTTP, port, Map.of());
    Profiles profiles = decode(Requests.of(1).toByteArray());
    for (; which.get() < 3; which.incrementAndGet()) {
      ConsumeResult result = Await.result(exporter.consume(profiles, context("t")));
      assertThat(result.outcome(0)).as("%s", which).isEqualTo(Outcome.REJECTED);
      assertThat(result.details().get(0).message()).contains("no ExportProfilesServiceResponse");
    }
  }

  @Test
  void grpcStatusesAreSortedByTheSpecification() throws Exception {
    Queue<StatusRuntimeException> answers = new ConcurrentLinkedQueue<>();
    int port = grpcServer(request -> answers.remove());
    Exporter exporter = exporter(Rig.Protocol.GRPC, port, Map.of("retry_on_failure", off()));
    Profiles profiles = decode(Requests.of(1).toByteArray());
    for (io.grpc.Status.Code code : io.grpc.Status.Code.values()) {
      Outcome expected =
          switch (code) {
            case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS ->
                Outcome.TRANSIENT;
            default -> Outcome.REJECTED;
          };
      if (code != io.grpc.Status.Code.OK) {
        answers.add(code.toStatus().withDescription("because").asRuntimeException());
        ConsumeResult result = Await.result(exporter.consume(profiles, context("t")));
        assertThat(result.outcome(0)).as("%s", code).isEqualTo(expected);
        assertThat(result.details().get(0).message()).contains("answered " + code + ": because");
      }
    }
    RetryInfo info =
        RetryInfo.newBuilder().setRetryDelay(Duration.newBuilder().setSeconds(9)).build();
    answers.add(
        StatusProto.toStatusRuntimeException(
            Status.newBuilder()
                .setCode(io.grpc.Status.Code.RESOURCE_EXHAUSTED.value())
                .addDetails(Any.pack(info))
                .build()));
    ConsumeResult limited = Await.result(exporter.consume(profiles, context("t")));
    assertThat(limited.outcome(0)).isEqualTo(Outcome.LIMITED);
    assertThat(limited.retryDelay()).isEqualTo(java.time.Duration.ofSeconds(9));
  }

  @Test
  void warningOfAServerIsPassedOn() throws Exception {
    int port =
        grpcServer(
            request ->
                ExportProfilesServiceResponse.newBuilder()
                    .setPartialSuccess(
                        ExportProfilesPartialSuccess.newBuilder().setErrorMessage("old layout"))
                    .build());
    Exporter exporter = exporter(Rig.Protocol.GRPC, port, Map.of());
    ConsumeResult result =
        Await.result(exporter.consume(decode(Requests.of(1).toByteArray()), context("t")));
    assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
    assertThat(result.details().get(0).message()).endsWith("warns: old layout");
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void connectionsThatAreClosedAndServersThatAreSilentAreTransient(Rig.Protocol protocol)
      throws Exception {
    ServerSocket listener = open(new ServerSocket(0));
    Queue<Socket> silent = new ConcurrentLinkedQueue<>();
    AtomicInteger accepted = new AtomicInteger();
    Thread thread =
        new Thread(
            () -> {
              while (!listener.isClosed()) {
                try {
                  Socket socket = listener.accept();
                  if (accepted.getAndIncrement() % 2 == 0) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                  } else {
                    silent.add(socket);
                  }
                } catch (java.io.IOException e) {
                  return;
                }
              }
            });
    thread.start();
    Exporter exporter =
        exporter(
            protocol,
            listener.getLocalPort(),
            Map.of("timeout", "300ms", "retry_on_failure", off()));
    Profiles profiles = decode(Requests.of(1).toByteArray());
    for (int i = 0; i < 2; i++) {
      ConsumeResult result = Await.result(exporter.consume(profiles, context("t")));
      assertThat(result.outcome(0)).as("%s", result).isEqualTo(Outcome.TRANSIENT);
    }
    assertThat(settings.meter().total("otelcol_exporter_send_failed_profile_samples")).isEqualTo(4);
    assertNothingHeld();
    listener.close();
    thread.join();
    for (Socket socket : silent) {
      socket.close();
    }
  }

  @Test
  void requestsGoThroughTheProxy() throws Exception {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    HttpServer proxy = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    proxy.start();
    opened.addFirst(() -> proxy.stop(0));
    OtlpHttpExporterConfig config =
        http(
            Map.of(
                "endpoint",
                "http://profiles.invalid:4318",
                "proxy_url",
                "http://localhost:" + proxy.getAddress().getPort()));
    Exporter exporter =
        started(new OtlpHttpExporterFactory("otlp_http").create(settings.settings(), config));
    ConsumeResult result =
        Await.result(exporter.consume(decode(Requests.of(1).toByteArray()), context("t")));
    assertThat(result).isEqualTo(ConsumeResult.stored(1));
    assertThat(asked).containsExactly("http://profiles.invalid:4318/v1development/profiles");
  }
}
