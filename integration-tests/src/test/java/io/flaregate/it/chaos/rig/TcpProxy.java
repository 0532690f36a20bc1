package io.flaregate.it.chaos.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy that can be told to spoil connections: later, slower, not at all, or broken. It
 * stands in for {@code tc netem}, which kernels of build machines often lack. What it is told holds
 * at once for open connections too.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int CHUNK = 16 << 10;
  private static final int CHUNKS_UNDER_WAY = 64;

  private final ServerSocket listener;
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private volatile int target;
  private volatile long delayMillis;
  private volatile long bytesPerSecond;
  private volatile boolean stalled;
  private volatile boolean refusing;
  private volatile long cutAfterBytes = -1;
  private volatile boolean cutWithReset;

  /** A proxy on a free port of the loopback address towards a port there. */
  public TcpProxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept, "proxy-accept");
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections it has taken so far. */
  public long accepted() {
    return accepted.get();
  }

  /** How many connections are open through it. */
  public int open() {
    return pairs.size();
  }

  /** New connections go to another port from now on. */
  public void target(int port) {
    target = port;
  }

  /** Every byte of either direction arrives so much later; the order stays. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Either direction of every connection carries at most so much; 0: no bound. */
  public void bandwidth(long bytes) {
    bytesPerSecond = bytes;
  }

  /** Nothing goes through and nothing is closed: the peer has vanished. */
  public void stall() {
    stalled = true;
  }

  /** Breaks each connection, also new ones, after so many bytes towards the target, by RST. */
  public void resetRequestsAfter(long bytes) {
    cutWithReset = true;
    cutAfterBytes = bytes;
  }

  /** Ends each connection, also new ones, after so many bytes of the answers, by FIN. */
  public void truncateResponsesAfter(long bytes) {
    cutWithReset = false;
    cutAfterBytes = bytes;
  }

  /** Ends the direction from the target of all open connections; the other stays open. */
  public void halfClose() {
    pairs.forEach(Pair::halfClose);
  }

  /** Resets all open connections. */
  public void resetAll() {
    pairs.forEach(Pair::reset);
  }

  /** Resets new connections at once, and all open ones. */
  public void refuse() {
    refusing = true;
    resetAll();
  }

  /** Behaves well again; connections that were spoilt are broken so that peers make new ones. */
  public void heal() {
    boolean spoilt = stalled || cutAfterBytes >= 0 || delayMillis > 0;
    refusing = false;
    delayMillis = 0;
    bytesPerSecond = 0;
    cutAfterBytes = -1;
    stalled = false;
    if (spoilt) {
      resetAll();
    }
  }

  private static void daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        accepted.incrementAndGet();
        if (refusing) {
          client.setSoLinger(true, 0);
          client.close();
        } else {
          daemon(() -> connect(client), "proxy-connect");
        }
      } catch (IOException e) {
        // A connection that broke at once, or the end.
        Thread.onSpinWait();
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      server.setTcpNoDelay(true);
      Pair pair = new Pair(client, server);
      pairs.add(pair);
      pair.start();
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
      Thread.onSpinWait();
    }
  }

  private static final class Chunk {
    final byte[] bytes;
    final int length;
    final long dueNanos;

    Chunk(byte[] bytes, int length, long dueNanos) {
      this.bytes = bytes;
      this.length = length;
      this.dueNanos = dueNanos;
    }
  }

  private final class Pair {
    private final Socket client;
    private final Socket server;
    private final AtomicInteger open = new AtomicInteger(2);

    Pair(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void start() {
      pipe(client, server, true);
      pipe(server, client, false);
    }

    private void pipe(Socket from, Socket to, boolean requests) {
      BlockingQueue<Chunk> line = new ArrayBlockingQueue<>(CHUNKS_UNDER_WAY);
      daemon(() -> read(from, line), "proxy-read");
      daemon(() -> write(to, line, requests), "proxy-write");
    }

    private void read(Socket from, BlockingQueue<Chunk> line) {
      try {
        InputStream in = from.getInputStream();
        int got;
        do {
          byte[] bytes = new byte[CHUNK];
          got = in.read(bytes);
          long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
          line.put(new Chunk(bytes, got, due));
        } while (got >= 0);
      } catch (IOException e) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void write(Socket to, BlockingQueue<Chunk> line, boolean requests) {
      long written = 0;
      try {
        OutputStream out = to.getOutputStream();
        while (pairs.contains(this)) {
          Chunk chunk = line.poll(100, TimeUnit.MILLISECONDS);
          if (chunk == null) {
            continue;
          }
          pause(chunk.dueNanos - System.nanoTime());
          while (stalled && pairs.contains(this)) {
            TimeUnit.MILLISECONDS.sleep(20);
          }
          if (chunk.length < 0) {
            to.shutdownOutput();
            if (open.decrementAndGet() == 0) {
              close();
            }
            return;
          }
          written += forward(out, chunk, written, requests);
        }
      } catch (IOException e) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private int forward(OutputStream out, Chunk chunk, long written, boolean requests)
        throws IOException, InterruptedException {
      long cut = cutAfterBytes;
      boolean mine = cut >= 0 && cutWithReset == requests;
      int length = mine ? (int) Math.min(chunk.length, Math.max(0, cut - written)) : chunk.length;
      out.write(chunk.bytes, 0, length);
      out.flush();
      if (mine && length < chunk.length) {
        if (requests) {
          reset();
        } else {
          close();
        }
      }
      long speed = bytesPerSecond;
      if (speed > 0) {
        pause(length * TimeUnit.SECONDS.toNanos(1) / speed);
      }
      return length;
    }

    private void pause(long nanos) throws InterruptedException {
      if (nanos > 0) {
        TimeUnit.NANOSECONDS.sleep(nanos);
      }
    }

    void halfClose() {
      try {
        client.shutdownOutput();
      } catch (IOException e) {
        reset();
      }
    }

    void reset() {
      try {
        client.setSoLinger(true, 0);
        server.setSoLinger(true, 0);
      } catch (IOException e) {
        // Closed already.
        Thread.onSpinWait();
      }
      close();
    }

    void close() {
      pairs.remove(this);
      closeQuietly(client);
      closeQuietly(server);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pairs.forEach(Pair::reset);
  }
}
