"""The practice corpus: invented reports with gold annotation, their reader, checker,
split and agreement.
"""
