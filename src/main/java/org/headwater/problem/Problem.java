package org.headwater.problem;

/**
 * Something wrong with a file of ours or an administrator's: a mapping, a dictionary file, a route, a setting.
 *
 * @param file the file as the reader would open it
 * @param line counted from 1; 0 when the file as a whole is meant
 * @param message what is wrong and what would be right
 */
public record Problem(String file, int line, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + message;
    }
}
