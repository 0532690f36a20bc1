package io.flaregate.phlare.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Passes bytes on between a client and a server, and breaks connections as a test tells it. */
public final class FlakyProxy implements AutoCloseable {
  /** How a connection breaks. */
  public enum Break {
    /** It does not. */
    NEVER,
    /** It is reset after some bytes of the client have come. */
    IN_THE_REQUEST,
    /** It is closed after some bytes of the server have come. */
    IN_THE_RESPONSE
  }

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final List<Socket> open = new ArrayList<>();
  private Break how = Break.NEVER;
  private int breaks;
  private int afterBytes;
  private int connections;

  private FlakyProxy(String address) throws IOException {
    host = address.substring(0, address.lastIndexOf(':'));
    port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("flaky-proxy", this::accept);
  }

  /** Starts a proxy before a server. */
  public static FlakyProxy before(String address) {
    try {
      return new FlakyProxy(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, as host:port. */
  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** The next so many connections break after so many bytes. */
  public synchronized void breakNext(int count, Break way, int bytes) {
    breaks = count;
    how = way;
    afterBytes = bytes;
  }

  /** How many connections were made. */
  public synchronized int connections() {
    return connections;
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(host, port);
        Break way;
        synchronized (this) {
          connections++;
          open.add(client);
          open.add(server);
          way = breaks-- > 0 ? how : Break.NEVER;
        }
        int inRequest = way == Break.IN_THE_REQUEST ? afterBytes : Integer.MAX_VALUE;
        int inResponse = way == Break.IN_THE_RESPONSE ? afterBytes : Integer.MAX_VALUE;
        start("flaky-proxy-up", () -> pass(client, server, inRequest, client));
        start("flaky-proxy-down", () -> pass(server, client, inResponse, client));
      } catch (IOException e) {
        // Closed, or the server is not there: the client sees it.
      }
    }
  }

  private static void pass(Socket from, Socket to, int limit, Socket client) {
    byte[] buffer = new byte[1024];
    int left = limit;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (left > 0) {
        int read = in.read(buffer, 0, Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        out.write(buffer, 0, read);
        left -= read;
      }
      if (left == 0 && from == client) {
        // The kernel sends RST instead of FIN.
        client.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      // The other half has ended.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed anyway.
    }
  }

  @Override
  public synchronized void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(FlakyProxy::close);
  }
}
