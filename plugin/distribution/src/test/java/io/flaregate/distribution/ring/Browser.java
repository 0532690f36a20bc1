package io.flaregate.distribution.ring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One tab of a headless Chromium, driven over its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private int lastId;

  Browser(Path executable, Path profile) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank"));
    process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    URI devTools = devTools(process.errorReader(StandardCharsets.UTF_8));
    HttpClient client = HttpClient.newHttpClient();
    URI list = URI.create("http://127.0.0.1:" + devTools.getPort() + "/json/list");
    String tabs = client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
    String tab = "";
    for (JsonNode each : JSON.readTree(tabs)) {
      tab =
          each.get("type").asText().equals("page")
              ? each.get("webSocketDebuggerUrl").asText()
              : tab;
    }
    socket = client.newWebSocketBuilder().buildAsync(URI.create(tab), new Listener()).join();
    call("Page.enable", JSON.createObjectNode());
  }

  private static URI devTools(BufferedReader errors) throws IOException {
    String mark = "DevTools listening on ";
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith(mark)) {
        drain(errors);
        return URI.create(line.substring(mark.length()));
      }
    }
    throw new AssertionError("Chromium ended before it said where it listens");
  }

  /** What else Chromium says must not fill the pipe. */
  private static void drain(BufferedReader errors) {
    Thread thread = new Thread(() -> errors.lines().forEach(line -> {}), "chromium-errors");
    thread.setDaemon(true);
    thread.start();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          messages.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new AssertionError(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  /** Chromium of the PATH. */
  static Optional<Path> find() {
    String path = System.getenv("PATH");
    return path == null
        ? Optional.empty()
        : Stream.of(path.split(File.pathSeparator))
            .flatMap(
                folder ->
                    Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
                        .map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
  }

  private JsonNode call(String method, ObjectNode parameters) throws InterruptedException {
    ObjectNode message = JSON.createObjectNode();
    message.put("id", ++lastId).put("method", method).set("params", parameters);
    socket.sendText(message.toString(), true).join();
    JsonNode answer = await("\"id\"", lastId, null);
    if (answer.has("error")) {
      throw new AssertionError(method + ": " + answer.get("error"));
    }
    return answer.get("result");
  }

  private JsonNode await(String what, int id, @Nullable String event) throws InterruptedException {
    while (true) {
      JsonNode next = messages.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("Chromium does not answer: " + what);
      }
      if (event == null
          ? next.path("id").asInt() == id
          : event.equals(next.path("method").asText())) {
        return next;
      }
    }
  }

  void open(String url) throws InterruptedException {
    call("Page.navigate", JSON.createObjectNode().put("url", url));
    awaitLoad();
  }

  private void awaitLoad() throws InterruptedException {
    await("load", 0, "Page.loadEventFired");
  }

  /** The value of an expression in the page, as text. */
  String evaluate(String expression) throws InterruptedException {
    JsonNode result =
        call(
            "Runtime.evaluate",
            JSON.createObjectNode().put("expression", expression).put("returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value").asText();
  }

  /** Clicks what a selector finds, and waits for the page that this leads to. */
  void click(String selector) throws InterruptedException {
    evaluate("document.querySelector(" + JSON.valueToTree(selector) + ").click()");
    awaitLoad();
  }

  /** The size of the window in CSS pixels, and whether the reader wants it dark. */
  void window(int width, int height, boolean dark) throws InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
    ObjectNode media = JSON.createObjectNode();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", media);
  }

  /** A picture of the window as PNG. */
  byte[] screenshot() throws InterruptedException {
    JsonNode picture = call("Page.captureScreenshot", JSON.createObjectNode());
    return Base64.getDecoder().decode(picture.get("data").asText());
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    try {
      if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
