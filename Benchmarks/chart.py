"""Bars and lines as SVG, without a library: files that a browser and a repository show."""

from xml.sax.saxutils import escape

OURS, OTHERS = "#1f6f8b", "#b8b8b8"
FONT = 'font-family="sans-serif" font-size="13"'


def bars(title, rows, unit):
    """Horizontal bars; `rows` are name, value and whether it is ours. The longest bar is the largest value."""
    left, width, height = 310, 520, 24
    longest = max(value for _, value, _ in rows)
    parts = [f'<text x="10" y="24" {FONT} font-weight="bold">{escape(title)}</text>']
    for number, (name, value, is_ours) in enumerate(rows):
        y = 42 + number * height
        length = max(1, value / longest * (width - 70))
        parts.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end" {FONT}>{escape(name)}</text>')
        parts.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="18" fill="{OURS if is_ours else OTHERS}"/>')
        parts.append(f'<text x="{left + length + 6:.1f}" y="{y + 14}" {FONT}>{value:.2f} {escape(unit)}</text>')
    return svg(left + width, 52 + len(rows) * height, parts)


def panels(drawings):
    """Four line charts side by side: title, label of x, label of y, points."""
    parts = []
    for number, (title, x_label, y_label, points) in enumerate(drawings):
        parts.append(f'<g transform="translate({number % 2 * 420},{number // 2 * 280})">')
        parts += line_chart(title, x_label, y_label, points) + ["</g>"]
    return svg(840, 280 * ((len(drawings) + 1) // 2), parts)


def line_chart(title, x_label, y_label, points):
    left, top, width, height = 60, 40, 320, 180
    most_x, most_y = max(x for x, _ in points), max(y for _, y in points) * 1.1

    def place(x, y):
        return left + x / most_x * width, top + height - y / most_y * height

    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))
    parts = [
        f'<text x="{left}" y="24" {FONT} font-weight="bold">{escape(title)}</text>',
        f'<path d="M{left} {top}V{top + height}H{left + width}" fill="none" stroke="#666"/>',
        f'<polyline points="{line}" fill="none" stroke="{OURS}" stroke-width="2"/>',
        f'<text x="{left + width}" y="{top + height + 34}" text-anchor="end" {FONT}>{escape(x_label)}</text>',
        f'<text x="{left + width}" y="24" text-anchor="end" {FONT}>{escape(y_label)}</text>',
    ]
    for x, y in points:
        across, down = place(x, y)
        parts.append(f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3" fill="{OURS}"/>')
        parts.append(f'<text x="{across:.1f}" y="{top + height + 16}" text-anchor="middle" {FONT}>{short(x)}</text>')
        value = f"{y:.0f}" if y >= 100 else f"{y:.2f}"
        parts.append(f'<text x="{across:.1f}" y="{down - 8:.1f}" text-anchor="middle" {FONT}>{value}</text>')
    return parts


def short(number):
    for size, letter in [(1_000_000, "M"), (1_000, "k")]:
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"


def svg(width, height, parts):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *parts, "</svg>\n"])
