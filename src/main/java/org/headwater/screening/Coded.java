package org.headwater.screening;

/** A code with its code system and what people read. */
public record Coded(String system, String code, String display) {}
