package org.podkeeper.notification.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A mail server that says to every recipient what it was told to, over real SMTP. */
final class RefusingMailServer implements AutoCloseable {
    private final ServerSocket door;
    private final String answer;
    private final Thread porter;

    RefusingMailServer(int port, String answer) throws IOException {
        this.answer = answer;
        door = new ServerSocket(port, 20, InetAddress.getLoopbackAddress());
        porter = Thread.ofPlatform().daemon().start(this::open);
    }

    private void open() {
        while (!door.isClosed()) {
            try (Socket visitor = door.accept()) {
                talk(visitor);
            } catch (IOException closed) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(closed);
                }
            }
        }
    }

    private void talk(Socket visitor) throws IOException {
        OutputStream out = visitor.getOutputStream();
        var in = new BufferedReader(new InputStreamReader(visitor.getInputStream(), StandardCharsets.US_ASCII));
        say(out, "220 here");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String word = line.split(" ")[0].toUpperCase(Locale.ROOT);
            say(out, word.equals("RCPT") ? answer : word.equals("QUIT") ? "221 bye" : "250 fine");
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** The port is free again when this returns. */
    @Override
    public void close() throws IOException, InterruptedException {
        door.close();
        porter.join();
    }
}
