package io.flaregate.phlare.membership.memberlist;

import io.flaregate.ring.Instance;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.ring.desc.RingDescException;
import io.flaregate.ring.desc.RingMerge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A memberlist node on a port of the loopback address: answers push/pulls with its state, and
 * merges what they bring after it has answered, as real nodes do.
 */
final class FakeNode implements AutoCloseable {
  private static final int MAX_VALUE_BYTES = 64 << 20;

  /** Answers a request. */
  interface Behaviour {
    /** The connection is closed afterwards. */
    void answer(Socket connection, byte[] request) throws IOException;
  }

  private final String label;
  private final @Nullable SSLContext tls;
  private final ExecutorService threads = Executors.newCachedThreadPool(FakeNode::thread);
  private final Map<String, List<Instance>> rings = new TreeMap<>();
  private final Map<String, byte[]> extraPairs = new TreeMap<>();
  private final List<byte[]> requests = new ArrayList<>();
  private final int port;
  private volatile NodeSide.Compression compression = NodeSide.Compression.NONE;
  private volatile Behaviour behaviour = this::pushPull;
  private volatile ServerSocket server;

  FakeNode() {
    this("", null);
  }

  FakeNode(String label, @Nullable SSLContext tls) {
    this.label = label;
    this.tls = tls;
    server = listen(0);
    port = server.getLocalPort();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "fake-node");
    thread.setDaemon(true);
    return thread;
  }

  private ServerSocket listen(int wanted) {
    try {
      ServerSocket socket =
          tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
      threads.execute(() -> accept(socket));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, for {@code join_members}. */
  String address() {
    return "127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  FakeNode compressing(NodeSide.Compression with) {
    compression = with;
    return this;
  }

  /** Takes only clients that show a certificate that it trusts. */
  FakeNode requiringClientCertificates() {
    ((SSLServerSocket) server).setNeedClientAuth(true);
    return this;
  }

  /** Answers so from now on. */
  FakeNode behaving(Behaviour other) {
    behaviour = other;
    return this;
  }

  /** Answers with these bytes from now on, whatever is asked. */
  FakeNode answering(byte[] bytes) {
    return behaving((connection, request) -> connection.getOutputStream().write(bytes));
  }

  /** Answers as a node does again. */
  void behaveWell() {
    behaviour = this::pushPull;
  }

  /** Merges members into a ring. */
  synchronized void put(String key, Instance... members) {
    rings.merge(
        key,
        RingMerge.merge(List.of(), List.of(members)).members(),
        (old, news) -> RingMerge.merge(old, news).members());
  }

  /** Forgets everything, as a node does that is started again. */
  synchronized void forgetAll() {
    rings.clear();
    extraPairs.clear();
  }

  /** Puts a pair as it is into the state, instead of a ring of that name. */
  synchronized void putPair(String key, byte[] pair) {
    rings.remove(key);
    extraPairs.put(key, pair);
  }

  synchronized List<Instance> ring(String key) {
    return rings.getOrDefault(key, List.of());
  }

  /** What it was asked so far, from the preamble on. */
  synchronized List<byte[]> requests() {
    return List.copyOf(requests);
  }

  /** Nobody listens any more. */
  void stop() {
    close(server);
  }

  /** Listens again at the same port. */
  void restart() {
    server = listen(port);
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        // Closed: the loop ends.
      }
    }
  }

  private void serve(Socket accepted) {
    try (Socket connection = accepted) {
      byte[] request = readRequest(connection.getInputStream());
      synchronized (this) {
        requests.add(request);
      }
      behaviour.answer(connection, request);
    } catch (IOException | MemberlistException | RingDescException e) {
      // As a node does: the connection is closed, and that is all.
    }
  }

  /** A message's end follows from its content. */
  private static byte[] readRequest(InputStream in)
      throws IOException, MemberlistException, RingDescException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    while (true) {
      int count = in.read(buffer);
      if (count < 0) {
        throw new IOException("request ends early");
      }
      bytes.write(buffer, 0, count);
      byte[] request = bytes.toByteArray();
      if (isWhole(request)) {
        return request;
      }
    }
  }

  private static boolean isWhole(byte[] request) {
    try {
      PushPull.answer(message(request).message());
      return true;
    } catch (MemberlistException e) {
      return false;
    }
  }

  private static NodeSide.Labelled message(byte[] request) throws MemberlistException {
    if (request.length == 0 || request[0] != 2) {
      throw MemberlistException.malformed("no stream");
    }
    return NodeSide.label(new Slice(request, 1, request.length));
  }

  private void pushPull(Socket connection, byte[] request) throws IOException {
    try {
      NodeSide.Labelled labelled = message(request);
      if (!labelled.label().equals(label)) {
        return;
      }
      connection.getOutputStream().write(answer());
      for (KeyValue pair : NodeSide.pairs(PushPull.answer(labelled.message()).userState())) {
        List<Instance> members =
            RingDescCodec.decode(pair.value().copy(), MAX_VALUE_BYTES).instances();
        put(pair.key(), members.toArray(new Instance[0]));
      }
    } catch (MemberlistException | RingDescException e) {
      throw new IOException(e);
    }
  }

  /** What it answers now. */
  synchronized byte[] answer() {
    List<byte[]> pairs = new ArrayList<>(extraPairs.values());
    rings.forEach((key, members) -> pairs.add(NodeSide.ringPair(key, members)));
    byte[] message = NodeSide.pushPull(Map.of("a", 0, "b", 2), UserState.write(pairs));
    return NodeSide.compressed(message, compression);
  }

  @Override
  public void close() {
    stop();
    threads.shutdownNow();
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
