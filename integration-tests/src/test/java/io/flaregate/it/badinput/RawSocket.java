package io.flaregate.it.badinput;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection without any client library. */
final class RawSocket {
  private static final int TIMEOUT_MILLIS = 2_000;

  private RawSocket() {}

  /** What a server says to some text until it closes, resets or says nothing for a while. */
  static String exchange(int port, String text) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      in.transferTo(said);
    } catch (SocketException | SocketTimeoutException e) {
      return said.toString(StandardCharsets.ISO_8859_1);
    }
    return said.toString(StandardCharsets.ISO_8859_1);
  }
}
