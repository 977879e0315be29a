package org.headwater.console;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/** Says that something went wrong, and what to do next; never why in the words of an exception, which may quote a record. */
@Controller
class ErrorPages implements ErrorController {

    @RequestMapping(path = "/error", produces = MediaType.TEXT_HTML_VALUE)
    String page(HttpServletRequest request, Model model) {
        HttpStatus status = status(request);
        model.addAttribute("status", status.value());
        model.addAttribute("title", title(status));
        model.addAttribute("advice", advice(status));
        return "console/error";
    }

    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> problem(HttpServletRequest request) {
        HttpStatus status = status(request);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, advice(status));
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static HttpStatus status(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        return status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
    }

    private static String title(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "There is no such page";
            case FORBIDDEN -> "This is not open to you";
            case PAYLOAD_TOO_LARGE -> "That is too large";
            default ->
                status.is4xxClientError() ? "That request made no sense here" : "Something went wrong on our side";
        };
    }

    private static String advice(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "The address may be mistyped, or what it named is gone.";
            case FORBIDDEN ->
                "Your sign-in or token does not permit it, or the page stood open too long: go back, reload"
                        + " it and try again.";
            case PAYLOAD_TOO_LARGE -> "Send it in smaller parts.";
            default ->
                status.is4xxClientError()
                        ? "Check what was sent and try again."
                        : "Nothing that was acknowledged is lost. Try again; if it stays so, the log tells an administrator more.";
        };
    }
}
