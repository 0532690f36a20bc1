package io.flaregate.phlare.membership.memberlist;

import io.flaregate.phlare.config.MemberlistConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges one message with a node: connects, sends, and reads until the node closes, which it
 * does only after it has merged what it was sent. One exchange at a time.
 */
final class PushPullClient {
  /** Most bytes of an answer: memberlist's own limit for a push/pull. */
  static final int MAX_ANSWER_BYTES = 20 << 20;

  private static final int FIRST_BUFFER_BYTES = 16 << 10;

  /** Connecting, sending and reading may take one timeout each. */
  private static final int PHASES = 3;

  private final MemberlistConfig config;
  private final @Nullable MemberlistTls tls;
  private final ScheduledExecutorService scheduler;
  private final Object lock = new Object();
  private @Nullable Socket current;
  private boolean closed;

  PushPullClient(
      MemberlistConfig config, @Nullable MemberlistTls tls, ScheduledExecutorService scheduler) {
    this.config = config;
    this.tls = tls;
    this.scheduler = scheduler;
  }

  /**
   * Sends a request and returns the whole answer.
   *
   * @throws MemberlistException if there is none
   */
  Slice exchange(Seed seed, byte[] request) throws MemberlistException {
    long limitMillis = PHASES * config.streamTimeout().toMillis();
    AtomicBoolean late = new AtomicBoolean();
    Socket connection = new Socket();
    // One limit for everything: a timeout per read would let a node send a byte now and then.
    ScheduledFuture<?> watchdog =
        scheduler.schedule(
            () -> {
              late.set(true);
              closeQuietly(connection);
            },
            limitMillis,
            TimeUnit.MILLISECONDS);
    try (connection) {
      begin(connection);
      connect(connection, seed);
      return talk(connection, seed, request);
    } catch (IOException e) {
      throw late.get() ? tooLate(limitMillis, e) : broken(e);
    } finally {
      end();
      watchdog.cancel(false);
    }
  }

  private void begin(Socket connection) throws IOException {
    synchronized (lock) {
      if (closed) {
        throw new IOException("this observer is closed");
      }
      current = connection;
    }
  }

  private void end() {
    synchronized (lock) {
      current = null;
    }
  }

  private void connect(Socket connection, Seed seed) throws MemberlistException {
    try {
      connection.connect(seed.address(), (int) Math.min(Integer.MAX_VALUE, timeoutMillis()));
      connection.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new MemberlistException(
          PullFailure.CONNECT, "cannot be connected to: " + e.getMessage(), e);
    }
  }

  private long timeoutMillis() {
    return Math.max(1, config.streamTimeout().toMillis());
  }

  private Slice talk(Socket connection, Seed seed, byte[] request)
      throws IOException, MemberlistException {
    Socket stream = tls == null ? connection : tls.over(connection, seed.host());
    // In one write: a node gives the whole request a short time.
    stream.getOutputStream().write(request);
    stream.getOutputStream().flush();
    return readAll(stream.getInputStream());
  }

  private Slice readAll(InputStream in) throws IOException, MemberlistException {
    byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    int size = 0;
    for (int count = in.read(buffer);
        count >= 0;
        count = in.read(buffer, size, room(buffer, size))) {
      size += count;
      if (size > MAX_ANSWER_BYTES) {
        throw MemberlistException.tooLarge(
            "answer is more than " + MAX_ANSWER_BYTES + " bytes long");
      }
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.min(MAX_ANSWER_BYTES + 1, 2 * size));
      }
    }
    if (size == 0) {
      throw new MemberlistException(
          PullFailure.CLOSED,
          "closed the connection without an answer; is the cluster's label that of cluster_label: \""
              + config.clusterLabel()
              + "\"?");
    }
    return new Slice(buffer, 0, size);
  }

  private static int room(byte[] buffer, int size) {
    return buffer.length - size;
  }

  private static MemberlistException tooLate(long limitMillis, IOException cause) {
    return new MemberlistException(
        PullFailure.TIMEOUT,
        "did not answer within " + limitMillis + " ms (3 x stream_timeout)",
        cause);
  }

  private static MemberlistException broken(IOException cause) {
    if (cause instanceof SSLException) {
      return new MemberlistException(PullFailure.TLS, "TLS failed: " + cause.getMessage(), cause);
    }
    PullFailure failure =
        cause instanceof SocketTimeoutException ? PullFailure.TIMEOUT : PullFailure.CLOSED;
    return new MemberlistException(failure, "broke the connection: " + cause.getMessage(), cause);
  }

  /** Breaks off the exchange under way; there are no more after it. */
  void close() {
    Socket open;
    synchronized (lock) {
      closed = true;
      open = current;
    }
    if (open != null) {
      closeQuietly(open);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is lost: the exchange fails by the closed socket, or is over.
    }
  }
}
