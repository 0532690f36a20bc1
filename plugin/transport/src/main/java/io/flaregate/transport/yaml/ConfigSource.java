package io.flaregate.transport.yaml;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The text of a configuration and what to call it in messages.
 *
 * @param name the file as the user named it
 * @param text its text
 */
public record ConfigSource(String name, String text) {
  /** How large a configuration may be, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  public ConfigSource {
    requireNonNull(name, "name is null");
    requireNonNull(text, "text is null");
  }

  /**
   * Reads a file, which must be UTF-8 and at most {@link #MAX_BYTES} long.
   *
   * @throws SyntaxException if it is not, or cannot be read; the message is for the operator
   */
  public static ConfigSource read(Path file) throws SyntaxException {
    String name = file.toString();
    Position nowhere = new Position(name, 0, 0);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new SyntaxException(nowhere, name + " is larger than " + MAX_BYTES + " bytes");
      }
      return new ConfigSource(name, decode(name, bytes));
    } catch (NoSuchFileException e) {
      throw new SyntaxException(nowhere, name + " does not exist");
    } catch (IOException e) {
      throw new SyntaxException(nowhere, name + " cannot be read: " + e.getMessage());
    }
  }

  private static String decode(String name, byte[] bytes)
      throws SyntaxException, CharacterCodingException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int bad = bytes[in.position()] & 0xFF;
      throw new SyntaxException(
          end(name, text),
          "the file is not UTF-8: byte 0x" + Integer.toHexString(bad) + " cannot stand here");
    }
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return marked ? text.substring(1) : text;
  }

  private static Position end(String name, String text) {
    int line = (int) text.chars().filter(c -> c == '\n').count();
    return new Position(name, line + 1, text.length() - text.lastIndexOf('\n'));
  }
}
