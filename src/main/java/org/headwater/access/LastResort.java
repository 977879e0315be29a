package org.headwater.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends what nobody handled. Left to the container, the exception's message would stand in the log, and messages of parsers
 * and databases quote records; so only classes and places in the code are logged.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class LastResort extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(LastResort.class);
    private static final int FRAMES = 12;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (IOException senderWentAway) {
            log.info("connection lost method={} cause={}", request.getMethod(), name(senderWentAway));
        } catch (ServletException | RuntimeException failure) {
            log.error("failed method={} {}", request.getMethod(), traceWithoutMessages(failure));
            if (!response.isCommitted()) {
                response.reset();
                response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        }
    }

    static String traceWithoutMessages(Throwable failure) {
        StringBuilder trace = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            trace.append(trace.isEmpty() ? "cause=" : "\n  caused by ").append(name(cause));
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                trace.append("\n    at ").append(frames[i]);
            }
        }
        return trace.toString();
    }

    private static String name(Throwable failure) {
        return failure.getClass().getName();
    }
}
