package io.flaregate.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.google.rpc.Code;
import io.flaregate.otlp.Rig.Protocol;
import io.flaregate.spi.testing.Await;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a valid request is refused in the protocol's words, and the next one passes. */
class OtlpBadInputTest {
  private static final String PROTOBUF = "application/x-protobuf";
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig(Rig::multitenant);
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void fresh() {
    rig.freshSink();
  }

  @AfterEach
  void nothingCameThroughAndTheNextRequestsPass() {
    assertThat(rig.sink().requests()).isEmpty();
    rig.assertAlive();
  }

  private static Reply send(Protocol protocol, byte[] body, String... headers) {
    return protocol == Protocol.GRPC ? grpc(body, headers) : rig.sendHttp(body, headers);
  }

  /** Sends bytes as they are as a message of the method. */
  private static Reply grpc(byte[] body, String... headers) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(OtlpGrpcService.exportMethod())
            .setRequestMarshaller(new BytesMarshaller())
            .setResponseMarshaller(new BytesMarshaller())
            .build();
    try {
      ClientCalls.blockingUnaryCall(
          rig.stub(headers).getChannel(), method, CallOptions.DEFAULT, body);
      return new Reply(0, com.google.rpc.Status.getDefaultInstance(), null, null);
    } catch (StatusRuntimeException e) {
      return new Reply(0, io.grpc.protobuf.StatusProto.fromThrowable(e), null, null);
    }
  }

  private static final String[] TENANT = {"X-Scope-OrgID", "team"};

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void randomBytesAreInvalid(Protocol protocol) {
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      byte[] body = new byte[1 + random.nextInt(200)];
      random.nextBytes(body);
      // Field number 0 cannot be, whatever follows.
      body[0] = 2;
      Reply reply = send(protocol, body, TENANT);
      reply.assertFailed(400, Code.INVALID_ARGUMENT).assertFinal();
      assertThat(reply.status().getMessage()).startsWith("not an ExportProfilesServiceRequest: ");
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void requestCutAnywhereIsRefusedOrAnotherValidOne(Protocol protocol) {
    byte[] whole = Requests.of(1).toByteArray();
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
    send(protocol, cut, TENANT).assertFailed(400, Code.INVALID_ARGUMENT).assertFinal();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void requestOverTheLimitIsTooLarge(Protocol protocol) {
    String setting =
        protocol == Protocol.GRPC
            ? "request is more than 1048576 bytes long (max_recv_msg_size_mib: 1)"
            : "request is 1500000 bytes long (max_request_body_size: 1048576)";
    send(protocol, new byte[1_500_000], TENANT)
        .assertFailed(413, Code.RESOURCE_EXHAUSTED)
        .assertMessage(setting)
        .assertFinal();
  }

  @Test
  void refusalReachesAClientThatIsStillSendingOnAConnectionInUse() {
    // Once the connection is HTTP/2 its window is smaller than this body.
    rig.sendHttp(Requests.of(1).toByteArray(), TENANT).assertAllStored();
    rig.freshSink();
    rig.sendHttp(new byte[5_000_000], TENANT).assertFailed(413, Code.RESOURCE_EXHAUSTED);
    rig.sendHttp(new byte[5_000_000]).assertFailed(401, Code.UNAUTHENTICATED);
    rig.sendHttp(new byte[5_000_000], "Content-Encoding", "br", TENANT[0], TENANT[1])
        .assertFailed(415, Code.UNIMPLEMENTED);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void gzipBombIsTooLarge(Protocol protocol) {
    byte[] bomb = Requests.bomb(32 << 20).toByteArray();
    Reply reply =
        protocol == Protocol.HTTP
            ? rig.sendHttp(Rig.gzip(bomb), "Content-Encoding", "gzip", TENANT[0], TENANT[1])
            : Rig.sendGrpc(rig.stub(TENANT).withCompression("gzip"), Requests.bomb(32 << 20));
    String setting =
        protocol == Protocol.GRPC ? "max_recv_msg_size_mib: 1" : "max_request_body_size: 1048576";
    reply
        .assertFailed(413, Code.RESOURCE_EXHAUSTED)
        .assertMessage(
            "request is more than 1048576 bytes long after decompression (" + setting + ")")
        .assertFinal();
  }

  @Test
  void zstdBombIsTooLarge() {
    byte[] bomb = Zstd.compress(Requests.bomb(64 << 20).toByteArray());
    rig.sendHttp(bomb, "Content-Encoding", "zstd", TENANT[0], TENANT[1])
        .assertFailed(413, Code.RESOURCE_EXHAUSTED)
        .assertFinal();
  }

  @Test
  void zstdIsAccepted() {
    byte[] body = Zstd.compress(Requests.of(2).toByteArray());
    rig.sendHttp(body, "Content-Encoding", "zstd", TENANT[0], TENANT[1]).assertAllStored();
    assertThat(rig.sink().onlyRequest().context().tenant()).isEqualTo("team");
    rig.freshSink();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "none", "GZIP"})
  void otherWaysToWriteAnEncodingAreAccepted(String encoding) {
    byte[] body = Requests.of(2).toByteArray();
    byte[] sent = encoding.equals("GZIP") ? Rig.gzip(body) : body;
    rig.sendHttp(sent, "Content-Encoding", encoding, TENANT[0], TENANT[1]).assertAllStored();
    rig.freshSink();
  }

  @Test
  void chunkedBodyOverTheLimitIsCut() {
    HttpRequest request =
        HttpRequest.newBuilder(rig.uri(OtlpHttpService.PATH))
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .header("Content-Type", PROTOBUF)
            .header(TENANT[0], TENANT[1])
            .POST(BodyPublishers.ofInputStream(() -> zeros(1_200_000)))
            .build();
    HttpResponse<byte[]> response = Await.result(rig.http.sendAsync(request, Rig.BODY));
    Rig.reply(response)
        .assertFailed(413, Code.RESOURCE_EXHAUSTED)
        .assertMessage("request is more than 1048576 bytes long (max_request_body_size: 1048576)");
  }

  private static InputStream zeros(int count) {
    return new ByteArrayInputStream(new byte[count]);
  }

  @Test
  void bodyThatIsNotWhatItsEncodingSaysIsInvalid() {
    rig.sendHttp("plain".getBytes(US_ASCII), "Content-Encoding", "gzip", TENANT[0], TENANT[1])
        .assertFailed(400, Code.INVALID_ARGUMENT)
        .assertMessage("request is not valid gzip: it does not start with 1f 8b")
        .assertFinal();
    rig.sendHttp(new byte[0], "Content-Encoding", "zstd", TENANT[0], TENANT[1])
        .assertFailed(400, Code.INVALID_ARGUMENT)
        .assertMessage("request is not valid zstd: it is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "compress", "gzip, gzip", "lz4"})
  void otherEncodingsAreNotSupported(String encoding) {
    rig.sendHttp(new byte[3], "Content-Encoding", encoding, TENANT[0], TENANT[1])
        .assertFailed(415, Code.UNIMPLEMENTED)
        .assertMessage(
            "content encoding \""
                + encoding
                + "\" is not supported; gzip, zstd, deflate, snappy and identity are")
        .assertFinal();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-protobuf; charset=utf-8", "APPLICATION/X-PROTOBUF"})
  void contentTypeMayHaveParametersAndAnyCase(String type) {
    HttpResponse<byte[]> response = postAs(type);
    assertThat(response.statusCode()).isEqualTo(200);
    rig.freshSink();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/grpc", "application/protobuf", "nonsense"})
  void otherContentTypesAreNotSupported(String type) {
    Rig.reply(postAs(type))
        .assertFailed(415, Code.UNIMPLEMENTED)
        .assertMessage(
            "content type \""
                + type
                + "\" is not supported; application/x-protobuf and application/json (UTF-8) are");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json; charset=utf-8, 400, 3, not the JSON of a request",
    "application/json; charset=iso-8859-1, 415, 12, is not supported"
  })
  void whatIsWrongWithJsonIsToldInJson(String type, int status, int code, String message) {
    HttpResponse<byte[]> response = postAs(type);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("application/json");
    assertThat(new String(response.body(), US_ASCII))
        .contains("\"code\":" + code)
        .contains(message);
  }

  private static HttpResponse<byte[]> postAs(String contentType) {
    HttpRequest request =
        HttpRequest.newBuilder(rig.uri(OtlpHttpService.PATH))
            .header("Content-Type", contentType)
            .header(TENANT[0], TENANT[1])
            .POST(BodyPublishers.ofByteArray(Requests.of(1).toByteArray()))
            .build();
    return Await.result(rig.http.sendAsync(request, Rig.BODY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"})
  void otherMethodsAreNotAllowed(String method) {
    HttpRequest request =
        HttpRequest.newBuilder(rig.uri(OtlpHttpService.PATH))
            .method(method, BodyPublishers.noBody())
            .build();
    HttpResponse<byte[]> response = Await.result(rig.http.sendAsync(request, Rig.BODY));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1/profiles",
        "/v1development/profiles/",
        "/V1development/profiles",
        "//v1development/profiles",
        "/x/../v1development/profiles",
        "/v1development%2fprofiles",
        "/v1development/profiles;x=y"
      })
  void otherPathsAreNotFound(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(rig.uri(path))
            .header("Content-Type", PROTOBUF)
            .header(TENANT[0], TENANT[1])
            .POST(BodyPublishers.ofByteArray(Requests.of(1).toByteArray()))
            .build();
    HttpResponse<byte[]> response = Await.result(rig.http.sendAsync(request, Rig.BODY));
    assertThat(response.statusCode()).isIn(400, 404);
  }

  @Test
  void queryIsIgnored() {
    HttpRequest request =
        HttpRequest.newBuilder(rig.uri(OtlpHttpService.PATH + "?a=b"))
            .header("Content-Type", PROTOBUF)
            .header(TENANT[0], TENANT[1])
            .POST(BodyPublishers.ofByteArray(Requests.of(1).toByteArray()))
            .build();
    assertThat(Await.result(rig.http.sendAsync(request, Rig.BODY)).statusCode()).isEqualTo(200);
    rig.freshSink();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void missingTenantIsUnauthenticated(Protocol protocol) {
    rig.send(protocol, Requests.of(1))
        .assertFailed(401, Code.UNAUTHENTICATED)
        .assertMessage("no tenant: header X-Scope-OrgID is missing (multitenancy_enabled: true)")
        .assertFinal();
  }

  @ParameterizedTest
  @CsvSource({"GRPC,..", "HTTP,..", "GRPC,a/b", "HTTP,a|b", "HTTP,%2e"})
  void tenantThatIsNoneIsInvalid(Protocol protocol, String tenant) {
    rig.send(protocol, Requests.of(1), "X-Scope-OrgID", tenant)
        .assertFailed(400, Code.INVALID_ARGUMENT)
        .assertFinal();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void twoTenantsAreInvalid(Protocol protocol) {
    rig.send(protocol, Requests.of(1), "X-Scope-OrgID", "a", "x-scope-orgid", "b")
        .assertFailed(400, Code.INVALID_ARGUMENT)
        .assertMessage("header X-Scope-OrgID names 2 tenants; name one");
  }
}
