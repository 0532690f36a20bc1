package io.flaregate.transport.h2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/2 client (prior knowledge) that writes whatever frames it is told, and reads all. */
final class Http2Abuser implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_HEADERS = 4;
  static final int END_STREAM = 1;

  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Socket socket;
  private final OutputStream out;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger goAways = new AtomicInteger();
  private final AtomicInteger resets = new AtomicInteger();
  private final AtomicInteger answers = new AtomicInteger();
  private volatile int maxConcurrentStreams;
  private boolean refused;

  Http2Abuser(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    out = socket.getOutputStream();
    out.write(PREFACE.getBytes(US_ASCII));
    Thread reader = new Thread(this::read, "h2-abuser");
    reader.setDaemon(true);
    reader.start();
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  private void read() {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (type == SETTINGS) {
          settings(payload);
        } else if (type == HEADERS) {
          answers.incrementAndGet();
        } else if (type == GOAWAY) {
          goAways.incrementAndGet();
        } else if (type == RST_STREAM) {
          resets.incrementAndGet();
        }
      }
    } catch (IOException e) {
      ended.countDown();
    }
  }

  private void settings(byte[] payload) {
    ByteBuffer entries = ByteBuffer.wrap(payload);
    while (entries.remaining() >= 6) {
      int key = entries.getShort();
      int value = entries.getInt();
      if (key == MAX_CONCURRENT_STREAMS) {
        maxConcurrentStreams = value;
      }
    }
  }

  /** Writes a frame; nothing more once the server has closed. */
  void frame(int type, int flags, int stream, byte[] payload) {
    if (refused) {
      return;
    }
    int length = payload.length;
    byte[] bytes = new byte[9 + length];
    bytes[0] = (byte) (length >> 16);
    bytes[1] = (byte) (length >> 8);
    bytes[2] = (byte) length;
    bytes[3] = (byte) type;
    bytes[4] = (byte) flags;
    putInt(bytes, 5, stream);
    System.arraycopy(payload, 0, bytes, 9, length);
    try {
      out.write(bytes);
    } catch (IOException e) {
      refused = true;
    }
  }

  /** The head of a request whose body is still to come. */
  void request(int stream, int flags, int extraHeaderBytes) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", "POST");
    literal(block, ":scheme", "http");
    literal(block, ":path", "/grpc.health.v1.Health/Check");
    literal(block, ":authority", "localhost");
    literal(block, "content-type", "application/grpc");
    literal(block, "te", "trailers");
    for (int sent = 0; sent < extraHeaderBytes; sent += 110) {
      literal(block, "x-" + sent, "x".repeat(100));
    }
    frame(HEADERS, flags, stream, block.toByteArray());
  }

  /** HPACK's literal without indexing and without Huffman's code (RFC 7541, 6.2.2). */
  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(US_ASCII));
  }

  static byte[] ofInt(int value) {
    byte[] bytes = new byte[4];
    putInt(bytes, 0, value);
    return bytes;
  }

  private static void putInt(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >> (24 - (8 * i)));
    }
  }

  boolean awaitEnd(long seconds) throws InterruptedException {
    return ended.await(seconds, TimeUnit.SECONDS);
  }

  int goAways() {
    return goAways.get();
  }

  int resets() {
    return resets.get();
  }

  int answers() {
    return answers.get();
  }

  int maxConcurrentStreams() {
    return maxConcurrentStreams;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
