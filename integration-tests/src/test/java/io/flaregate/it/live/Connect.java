package io.flaregate.it.live;

import io.flaregate.ingester.proto.ingester.ProfileTypesRequest;
import io.flaregate.ingester.proto.ingester.ProfileTypesResponse;
import io.flaregate.ingester.proto.ingester.SeriesRequest;
import io.flaregate.ingester.proto.ingester.SeriesResponse;
import io.flaregate.ingester.proto.types.ProfileType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Calls by Connect's unary protocol, protobuf in and out. */
final class Connect {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The answer to a push, whatever it is. */
  HttpResponse<byte[]> push(String url, String tenant, byte[] body)
      throws IOException, InterruptedException {
    return post(url + "/push.v1.PusherService/Push", tenant, body);
  }

  /** The series that an ingester has of a tenant, each as the text of its message. */
  Set<String> series(String url, String tenant) throws IOException, InterruptedException {
    SeriesRequest all = SeriesRequest.newBuilder().addMatchers("{}").build();
    Set<String> found = new TreeSet<>();
    SeriesResponse.parseFrom(
            call(url + "/ingester.v1.IngesterService/Series", tenant, all.toByteArray()))
        .getLabelsSetList()
        .forEach(labels -> found.add(labels.toString()));
    return found;
  }

  /** The types of profiles that an ingester has of a tenant. */
  List<String> types(String url, String tenant) throws IOException, InterruptedException {
    byte[] answer =
        call(
            url + "/ingester.v1.IngesterService/ProfileTypes",
            tenant,
            ProfileTypesRequest.getDefaultInstance().toByteArray());
    return ProfileTypesResponse.parseFrom(answer).getProfileTypesList().stream()
        .map(ProfileType::getID)
        .toList();
  }

  /**
   * The answer to a call.
   *
   * @throws IOException if it is an error
   */
  byte[] call(String url, String tenant, byte[] request) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = post(url, tenant, request);
    if (answer.statusCode() != 200) {
      throw new IOException(url + " answered " + text(answer));
    }
    return answer.body();
  }

  /** An answer in words. */
  static String text(HttpResponse<byte[]> answer) {
    return answer.statusCode()
        + " "
        + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> post(String url, String tenant, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(TIMEOUT)
            .header("X-Scope-OrgID", tenant)
            .header("Content-Type", "application/proto")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
