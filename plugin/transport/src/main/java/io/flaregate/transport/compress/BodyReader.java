package io.flaregate.transport.compress;

import io.flaregate.transport.admission.ByteAccount;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a stream into one array that grows with what has come, never by what was announced, and
 * stops at the first byte beyond the limit.
 */
public final class BodyReader {
  private static final int SMALLEST_ARRAY = 8 * 1024;
  private static final int LARGEST_FIRST_ARRAY = 4 * 1024 * 1024;
  private static final int USUAL_RATIO = 4;

  private BodyReader() {}

  /**
   * Decompresses a body.
   *
   * @param encoded the body as it came; read to its end, not closed
   * @param encodedBytes how long it is, if known; only a hint for the first array
   * @param account where the array is booked; what was booked stays booked, also on failure
   * @throws TooLargeException at the first byte beyond the limit
   * @throws BadEncodingException if the body is not what its encoding says
   * @throws OverBudgetException if the account refuses
   * @throws IOException if the stream cannot be read
   */
  public static Body decode(
      ContentEncoding encoding,
      InputStream encoded,
      int encodedBytes,
      SizeLimit limit,
      ByteAccount account)
      throws IOException {
    if (encoding == ContentEncoding.IDENTITY) {
      return read(encoded, encodedBytes, limit, account, false);
    }
    if (encoding == ContentEncoding.SNAPPY) {
      Body whole = read(encoded, encodedBytes, limit, account, false);
      return SnappyBodies.decode(whole, limit, account);
    }
    try (InputStream decoded = Decoders.open(encoding, encoded)) {
      int hint = (int) Math.min((long) encodedBytes * USUAL_RATIO, LARGEST_FIRST_ARRAY);
      return read(decoded, hint, limit, account, true);
    }
  }

  /**
   * Reads a stream that gives a body as it is, to its end; not closed.
   *
   * @param hint how long it may be: a number of bytes that have been received
   * @param decompressed whether the stream decompresses, for the message
   * @throws TooLargeException at the first byte beyond the limit
   * @throws OverBudgetException if the account refuses
   * @throws IOException if the stream cannot be read
   */
  public static Body read(
      InputStream in, int hint, SizeLimit limit, ByteAccount account, boolean decompressed)
      throws IOException {
    // One byte beyond the limit shows that the body goes on.
    int largest = limit.bytes() + 1;
    byte[] array = new byte[book(account, Math.min(Math.max(hint, 0) + 1, largest))];
    int length = 0;
    while (true) {
      int count = in.readNBytes(array, length, array.length - length);
      length += count;
      if (length > limit.bytes()) {
        throw decompressed
            ? TooLargeException.decompressed(limit)
            : TooLargeException.asSent(limit);
      }
      if (length < array.length) {
        return new Body(array, length);
      }
      int capacity = (int) Math.min(Math.max(SMALLEST_ARRAY, array.length * 2L), largest);
      book(account, capacity - array.length);
      array = Arrays.copyOf(array, capacity);
    }
  }

  /**
   * Books bytes before they are allocated.
   *
   * @return the same number
   * @throws OverBudgetException if the account refuses
   */
  public static int book(ByteAccount account, int bytes) throws OverBudgetException {
    if (!account.grow(bytes)) {
      throw new OverBudgetException();
    }
    return bytes;
  }
}
