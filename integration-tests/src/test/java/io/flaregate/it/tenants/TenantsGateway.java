package io.flaregate.it.tenants;

import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.OtlpSender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway's process with its ports. */
final class TenantsGateway {
  private final ChildProcess process;
  private final int grpcPort;
  private final int httpPort;
  private final URI admin;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** Waits until the process says that it runs. */
  TenantsGateway(ChildProcess process) {
    this.process = process;
    grpcPort = port("OTLP over gRPC on \\S*?:(\\d+)");
    httpPort = port("for OTLP over HTTP on \\S*?:(\\d+)");
    admin = URI.create("http://127.0.0.1:" + port("admin pages: http://\\S*?:(\\d+)"));
    String unused = process.awaitOutput("is running");
  }

  private int port(String announcement) {
    return Integer.parseInt(process.awaitOutput(announcement));
  }

  /** The process. */
  ChildProcess process() {
    return process;
  }

  /** Where it takes OTLP over gRPC. */
  int grpcPort() {
    return grpcPort;
  }

  /** A sender to it. */
  OtlpSender sender() {
    return new OtlpSender(grpcPort, httpPort);
  }

  /** All its metrics, as scraped. */
  String metrics() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(admin.resolve("/metrics")).timeout(Duration.ofSeconds(30)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** How many series a scrape has. */
  static long seriesOf(String scrape) {
    return scrape.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).count();
  }

  /** The sum of a counter over all labels that match. */
  static double sumOf(String scrape, String name, String labels) {
    Matcher lines =
        Pattern.compile("^" + name + "\\{[^}]*" + labels + "[^}]*} (\\S+)$", Pattern.MULTILINE)
            .matcher(scrape);
    return lines.results().mapToDouble(line -> Double.parseDouble(line.group(1))).sum();
  }
}
